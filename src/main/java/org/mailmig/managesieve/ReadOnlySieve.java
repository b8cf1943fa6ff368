// SPDX-License-Identifier: Apache-2.0
package org.mailmig.managesieve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.error.TlsException;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.wire.Transport;

/**
 * One authenticated, read-only ManageSieve connection (RFC 5804) to one user's scripts: it has no method that changes anything on the
 * server. One thread at a time; any thread may {@link #abort}. Names are Unicode, scripts are bytes. A busy server causes a transient
 * {@link CommandRefusedException}.
 */
public sealed class ReadOnlySieve implements AutoCloseable permits ManageSieve {
    private final Transport transport;
    private final String peer;
    private final SieveConversation conversation;
    private SieveCapabilities capabilities;

    ReadOnlySieve(Transport transport, String peer) {
        this.transport = transport;
        this.peer = peer;
        this.conversation = new SieveConversation(transport, peer);
    }

    /**
     * Connects, secures the connection, logs in, and reads the capabilities again.
     *
     * @param server the address, and how the connection is secured; its name is that of the mail server
     * @param opening receives at once an action that aborts the attempt, callable by any thread
     * @throws TlsException if the connection cannot be secured as configured; no secret was sent
     * @throws LoginRefusedException if the server refuses the login, or shows another user's scripts
     */
    public static ReadOnlySieve open(ServerAddress server, Login login, Consumer<Runnable> opening) throws IOException {
        return opened(ReadOnlySieve::new, server, login, opening);
    }

    static <C extends ReadOnlySieve> C opened(
            BiFunction<Transport, String, C> make, ServerAddress server, Login login, Consumer<Runnable> opening)
            throws IOException {
        String peer = "server " + server.name() + " (ManageSieve at " + server.host() + ":" + server.port() + ")";
        Transport transport = new Transport(server, peer);
        opening.accept(transport::abort);
        try {
            transport.connect();
            C connection = make.apply(transport, peer);
            connection.begin(server, login);
            transport.established();
            return connection;
        } catch (IOException | RuntimeException e) {
            transport.abort();
            throw e;
        }
    }

    /** Only for {@link #opened}. */
    final void begin(ServerAddress server, Login login) throws IOException {
        capabilities = new SieveLogin(transport, conversation, peer).begin(server, login);
    }

    public SieveCapabilities capabilities() {
        return capabilities;
    }

    public List<ListedScript> list() throws IOException {
        List<List<String>> lines = new ArrayList<>();
        conversation.send("LISTSCRIPTS");
        conversation.expect("LISTSCRIPTS", conversation.answer(lines));
        return lines.stream()
                .map(line -> new ListedScript(
                        SieveStrings.utf8(line.get(0)),
                        line.size() > 1 && line.get(1).equalsIgnoreCase("ACTIVE")))
                .toList();
    }

    public byte[] get(String name) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        conversation.send("GETSCRIPT " + conversation.name(name));
        conversation.expect("GETSCRIPT of " + name, conversation.answer(lines));
        if (lines.size() != 1) {
            transport.abort();
            throw new ProtocolException(peer + " answered GETSCRIPT with " + lines.size() + " strings");
        }
        return lines.get(0).get(0).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the server's response whether there is room for a script of this size (RFC 5804, 2.5). */
    public Answer haveSpace(String name, int octets) throws IOException {
        return conversation.ask("HAVESPACE " + conversation.name(name) + " " + octets);
    }

    /** Returns the server's response whether it would accept this script (RFC 5804, 2.12). Only if {@link SieveCapabilities#canCheck}. */
    public Answer check(byte[] script) throws IOException {
        return conversation.ask("CHECKSCRIPT " + SieveStrings.literal(script));
    }

    SieveConversation conversation() {
        return conversation;
    }

    public boolean isOpen() {
        return transport.isOpen();
    }

    /** Closes the connection at once; a thread that waits for a response gets an error. */
    public void abort() {
        transport.abort();
    }

    /** Sends LOGOUT without waiting for the response. */
    @Override
    public void close() {
        try {
            if (transport.isOpen()) {
                conversation.send("LOGOUT");
            }
        } catch (IOException e) {
            // the connection is closed, as intended
        } finally {
            transport.abort();
        }
    }
}
