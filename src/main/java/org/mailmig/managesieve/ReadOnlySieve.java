// SPDX-License-Identifier: Apache-2.0
package org.mailmig.managesieve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.LoginRefusedException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.error.TlsException;
import org.mailmig.imap.server.Login;
import org.mailmig.imap.server.Sasl;
import org.mailmig.imap.server.ServerAddress;
import org.mailmig.imap.text.ServerText;
import org.mailmig.imap.wire.Transport;

/**
 * One authenticated, read-only ManageSieve connection (RFC 5804) to one user's scripts: it has no method that changes anything on the
 * server. One thread at a time; any thread may {@link #abort}. Names are Unicode, scripts are bytes. A busy server causes a transient
 * {@link CommandRefusedException}.
 */
public sealed class ReadOnlySieve implements AutoCloseable permits ManageSieve {
    private static final int LONGEST_QUOTED = 1024;

    private final Transport transport;
    private final String peer;
    private AnswerReader reader;
    private SieveCapabilities capabilities;

    ReadOnlySieve(Transport transport, String peer) {
        this.transport = transport;
        this.peer = peer;
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
        greeting();
        if (server.tls() == ServerAddress.Tls.STARTTLS) {
            protect(server);
        }
        authenticate(login);
        capabilities = askCapabilities();
        expectOwner(login);
    }

    /** The server sends the capabilities unsolicited, after the connection and after STARTTLS (RFC 5804, 1.7 and 2.2). */
    private void greeting() throws IOException {
        reader = new AnswerReader(transport.source(), peer);
        List<List<String>> lines = new ArrayList<>();
        Answer greeting = reader.answer(lines);
        if (!greeting.ok()) {
            throw new ConnectionLostException(peer + " greets with " + greeting.shown(), null);
        }
        capabilities = new SieveCapabilities(lines);
    }

    private void protect(ServerAddress server) throws IOException {
        if (!capabilities.has("STARTTLS")) {
            throw new TlsException(
                    peer + " does not offer STARTTLS; the password was not sent. Set mailmig." + server.name()
                            + ".sieve.tls = none if the connection is protected otherwise",
                    null);
        }
        Answer answer = command("STARTTLS");
        if (!answer.ok()) {
            throw new TlsException(peer + " refused STARTTLS: " + answer.shown(), null);
        }
        transport.startTls();
        greeting();
    }

    private void authenticate(Login login) throws IOException {
        Sasl sasl = Sasl.of(login, capabilities::offers);
        if (!capabilities.offers(sasl.mechanism())) {
            throw new LoginRefusedException(peer + " does not offer SASL " + sasl.mechanism());
        }
        send("AUTHENTICATE \"" + sasl.mechanism() + "\" " + string(sasl.encoded()));
        Answer answer = reader.answerOrChallenge();
        if (answer == null) {
            send(string(sasl.afterError())); // an error sent as a challenge (XOAUTH2): the completion follows
            answer = reader.answerOrChallenge();
        }
        if (answer == null) {
            throw new LoginRefusedException(peer + " asks for more than SASL " + sasl.mechanism() + " provides");
        }
        String words = sasl.hidden(answer.shown());
        if (answer.code().equals("TRYLATER")) {
            throw new CommandRefusedException(peer + " asks to try later: " + words, answer.code(), null);
        }
        if (!answer.ok()) {
            throw new LoginRefusedException(peer + " refused the login as " + login + ": " + words);
        }
    }

    /** A server that ignores the authorization identity would show the admin's own scripts for every user. */
    private void expectOwner(Login login) throws LoginRefusedException {
        boolean admins = login.admin() != null
                && !login.admin().equals(login.user())
                && capabilities.owner().equals(login.admin());
        if (admins) {
            throw new LoginRefusedException(peer + " shows the scripts of " + login.admin()
                    + " itself instead of those of " + login.user() + "; give the login the right to act for users");
        }
    }

    private SieveCapabilities askCapabilities() throws IOException {
        List<List<String>> lines = new ArrayList<>();
        send("CAPABILITY");
        expect("CAPABILITY", reader.answer(lines));
        return new SieveCapabilities(lines);
    }

    public SieveCapabilities capabilities() {
        return capabilities;
    }

    public List<ListedScript> list() throws IOException {
        List<List<String>> lines = new ArrayList<>();
        send("LISTSCRIPTS");
        expect("LISTSCRIPTS", reader.answer(lines));
        return lines.stream()
                .map(line -> new ListedScript(
                        utf8(line.get(0)), line.size() > 1 && line.get(1).equalsIgnoreCase("ACTIVE")))
                .toList();
    }

    public byte[] get(String name) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        send("GETSCRIPT " + name(name));
        expect("GETSCRIPT of " + name, reader.answer(lines));
        if (lines.size() != 1) {
            transport.abort();
            throw new ProtocolException(peer + " answered GETSCRIPT with " + lines.size() + " strings");
        }
        return lines.get(0).get(0).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the server's response whether there is room for a script of this size (RFC 5804, 2.5). */
    public Answer haveSpace(String name, int octets) throws IOException {
        return patient(command("HAVESPACE " + name(name) + " " + octets));
    }

    /** Returns the server's response whether it would accept this script (RFC 5804, 2.12). Only if {@link SieveCapabilities#canCheck}. */
    public Answer check(byte[] script) throws IOException {
        return patient(command("CHECKSCRIPT " + literal(script)));
    }

    Answer command(String raw) throws IOException {
        send(raw);
        return reader.answer(new ArrayList<>());
    }

    private void send(String raw) throws IOException {
        transport.sink().text(raw + "\r\n");
        transport.sink().flush();
    }

    Answer patient(Answer answer) throws IOException {
        if (answer.code().equals("TRYLATER")) {
            throw new CommandRefusedException(peer + " asks to try later: " + answer.text(), answer.code(), null);
        }
        return answer;
    }

    private void expect(String what, Answer answer) throws IOException {
        if (!patient(answer).ok()) {
            throw new CommandRefusedException(
                    peer + " refused " + ServerText.shown(what) + ": " + answer.shown(), answer.code(), null);
        }
    }

    /** One char per byte; a literal is non-synchronising, the only kind in ManageSieve (RFC 5804, 4). */
    static String string(String text) {
        String quoted = quoted(text);
        return quoted == null ? literal(text.getBytes(StandardCharsets.UTF_8)) : quoted;
    }

    /**
     * A script's name. Never a literal: if the server refused it, it would execute it as commands.
     *
     * @throws CommandRefusedException if it is too long for a quoted string, or contains control characters (RFC 5804, 1.6)
     */
    String name(String name) throws CommandRefusedException {
        String quoted = quoted(name);
        if (quoted == null) {
            throw new CommandRefusedException(
                    peer + ": not a valid name for a script: " + ServerText.shown(name), "", null);
        }
        return quoted;
    }

    /** {@code null} if the text is too long for a quoted string, or contains characters that none can contain. */
    private static String quoted(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        boolean quotable = octets.length <= LONGEST_QUOTED && text.chars().noneMatch(c -> c < ' ' || c == 0x7F);
        if (!quotable) {
            return null;
        }
        String raw = new String(octets, StandardCharsets.ISO_8859_1);
        return '"' + raw.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static String literal(byte[] octets) {
        return "{" + octets.length + "+}\r\n" + new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static String utf8(String raw) {
        return new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
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
                send("LOGOUT");
            }
        } catch (IOException e) {
            // the connection is closed, as intended
        } finally {
            transport.abort();
        }
    }
}
