// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory.internal.forwarder;

import org.mailmig.Account;
import org.mailmig.directory.internal.account.ForwarderPolicy;
import org.mailmig.directory.internal.entry.Directories;
import org.mailmig.directory.internal.entry.Directory;
import org.mailmig.directory.internal.entry.WritableEntry;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.copy.StampServer;

/** Finds the entry in which an account's forwarder is set, or will be: its DN, and which of the servers with the directory's name. */
final class StampedEntry {
    private final ForwarderPolicy forwarding;

    StampedEntry(ForwarderPolicy forwarding) {
        this.forwarding = forwarding;
    }

    /** @throws TransientException if the server of a stamp is not reached, and the responding server does not show the stamp */
    WritableEntry of(Account account) {
        return Directories.of(forwarding.context()).writableTarget().entry(dn(account), server(account));
    }

    private String dn(Account account) {
        String known = forwarding.standing(account).map(ForwarderRecord::dn).orElse(account.getDn());
        if (known == null) {
            throw new PermanentException("The entry of " + account + " is not known: put directory:match before"
                    + " directory:stamp in the route.");
        }
        return known;
    }

    /**
     * One name may denote several servers: a value set on one of them is looked for on that one, and a new one is set on the connected
     * server.
     *
     * @return {@code null}: any
     */
    private StampServer server(Account account) {
        Directory directory = forwarding.directory();
        ForwarderRecord stamp = forwarding.standing(account).orElse(null);
        if (stamp == null) {
            return directory.current();
        }
        StampServer server = stamp.server();
        if (server == null || directory.has(server)) {
            return server;
        }
        if (directory.shows(stamp, null)) {
            return null; // the server or its data moved to another address, or the value was replicated
        }
        throw new TransientException(
                "The forwarder of " + stamp.dn() + " was set at the server " + server + ", which " + directory.server()
                        + " does not reach now: if this lasts, name it in mailmig.directory.url.",
                null);
    }
}
