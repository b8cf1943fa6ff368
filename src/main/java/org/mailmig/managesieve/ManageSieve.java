// SPDX-License-Identifier: Apache-2.0
package org.mailmig.managesieve;

import java.io.IOException;
import java.util.function.Consumer;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.wire.Transport;

/** A ManageSieve connection (RFC 5804) that can also store scripts and choose the active one. */
public final class ManageSieve extends ReadOnlySieve {
    private ManageSieve(Transport transport, String peer) {
        super(transport, peer);
    }

    /** As {@link ReadOnlySieve#open}. */
    public static ManageSieve open(ServerAddress server, Login login, Consumer<Runnable> opening) throws IOException {
        return opened(ManageSieve::new, server, login, opening);
    }

    /**
     * Stores a script, replacing one of the same name; an active one stays active (RFC 5804, 2.6). Literals are always non-synchronising
     * here (RFC 5804, 4): after a line that the server refuses, the literal would be executed as commands. So HAVESPACE first asks whether
     * the server accepts this name and size; if not, its response is returned and the script is not sent.
     */
    public Answer put(String name, byte[] script) throws IOException {
        Answer space = haveSpace(name, script.length);
        return space.ok()
                ? conversation().ask("PUTSCRIPT " + conversation().name(name) + " " + SieveStrings.literal(script))
                : space;
    }

    /** Activates this script (RFC 5804, 2.8). */
    public Answer activate(String name) throws IOException {
        return conversation().ask("SETACTIVE " + conversation().name(name));
    }
}
