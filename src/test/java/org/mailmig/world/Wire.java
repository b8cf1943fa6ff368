// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.mailmig.servers.MailServer;

/**
 * A plain IMAP conversation (RFC 9051) that shares no code with the client under test. Every response but OK is an {@link
 * AssertionError}.
 */
public final class Wire implements AutoCloseable {
    /** A server that admits one connection needs a moment until it sees that the one before is gone. */
    private static final int LOGINS = 200;

    private Socket socket;
    private OutputStream out;
    private Replies replies;
    private final Set<String> capabilities = new TreeSet<>();
    private int count;

    /** Logs in as the user, with the user's password. */
    public Wire(MailServer server, String user) {
        String login = "LOGIN " + quoted(user) + " " + quoted(server.password(user));
        connect(server);
        for (int more = LOGINS; !admitted(login, more); more--) {
            close();
            connect(server);
        }
        command("CAPABILITY").forEach(each -> each.forEach(word -> capabilities.add(word.toString())));
    }

    private void connect(MailServer server) {
        try {
            socket = new Socket(server.host(), server.imapPort());
            socket.setSoTimeout((int) Hanging.AFTER.toMillis());
            out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            replies = new Replies(in);
            replies.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean admitted(String login, int more) {
        try {
            command(login);
            return true;
        } catch (AssertionError e) {
            if (more == 0 || !e.getMessage().contains("[LIMIT]")) {
                throw e;
            }
            return false;
        }
    }

    public boolean offers(String capability) {
        return capabilities.contains(capability);
    }

    /** Sends the command and returns the untagged replies. */
    public List<List<Object>> command(String text) {
        List<List<Object>> untagged = new ArrayList<>();
        command(text, untagged::add);
        return untagged;
    }

    /** Sends the command and hands over each untagged reply as it comes; returns the text after OK. */
    public String command(String text, Consumer<List<Object>> each) {
        begin(text);
        return end(each);
    }

    /** Sends the first part of a command; {@link #literal} sends the next. */
    void begin(String text) {
        count++;
        send("w" + count + " " + text);
    }

    void send(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A literal (RFC 9051, 4.3), without waiting where the server allows that (RFC 7888). */
    void literal(byte[] octets) {
        if (offers("LITERAL+")) {
            send("{" + octets.length + "+}\r\n");
        } else {
            send("{" + octets.length + "}\r\n");
            awaitGoAhead();
        }
        write(octets);
    }

    /** Ends the command and reads until its tagged reply. */
    String end(Consumer<List<Object>> each) {
        send("\r\n");
        try {
            out.flush();
            while (true) {
                List<Object> reply = replies.next();
                if (reply.get(0).equals("w" + count)) {
                    if (!reply.get(1).equals("OK")) {
                        throw new AssertionError("The server answered: " + reply);
                    }
                    return reply.get(2).toString();
                }
                each.accept(reply);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private void awaitGoAhead() {
        try {
            out.flush();
            List<Object> reply = replies.next();
            while (reply.get(0).equals("*")) {
                reply = replies.next();
            }
            if (!reply.get(0).equals("+")) {
                throw new AssertionError("The server refused a literal: " + reply);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(byte[] octets) {
        try {
            out.write(octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Splits what the server sends: atoms are strings, literals octets, parentheses lists. */
    private static final class Replies {
        private static final Set<String> STATUS = Set.of("OK", "NO", "BAD", "BYE", "PREAUTH");
        private final InputStream in;
        private int next;

        Replies(InputStream in) {
            this.in = in;
        }

        List<Object> next() throws IOException {
            advance();
            List<Object> reply = new ArrayList<>();
            reply.add(atom());
            if (reply.get(0).equals("+")) {
                reply.add(restOfLine());
                return reply;
            }
            advance();
            reply.add(atom());
            if (STATUS.contains(reply.get(1).toString())) {
                reply.add(restOfLine());
                return reply;
            }
            values(reply, '\r');
            in.read(); // the LF
            return reply;
        }

        private void values(List<Object> into, int end) throws IOException {
            while (next != end) {
                if (next == ' ') {
                    advance();
                } else {
                    into.add(value());
                }
            }
        }

        private Object value() throws IOException {
            switch (next) {
                case '(' -> {
                    List<Object> list = new ArrayList<>();
                    advance();
                    values(list, ')');
                    advance();
                    return list;
                }
                case '"' -> {
                    return quotedString();
                }
                case '{' -> {
                    advance();
                    int size = Integer.parseInt(atom().replace("}", ""));
                    in.read(); // the LF
                    byte[] octets = in.readNBytes(size);
                    advance();
                    return octets;
                }
                default -> {
                    return atom();
                }
            }
        }

        private String quotedString() throws IOException {
            StringBuilder text = new StringBuilder();
            for (advance(); next != '"'; advance()) {
                if (next == '\\') {
                    advance();
                }
                text.append((char) next);
            }
            advance();
            return text.toString();
        }

        private String atom() throws IOException {
            StringBuilder text = new StringBuilder();
            while (" ()\r\"".indexOf(next) < 0) {
                text.append((char) next);
                advance();
            }
            return text.toString();
        }

        private String restOfLine() throws IOException {
            StringBuilder text = new StringBuilder();
            while (next != '\n') {
                text.append((char) next);
                advance();
            }
            return text.toString().strip();
        }

        private void advance() throws IOException {
            next = in.read();
            if (next < 0) {
                throw new EOFException("The server hung up.");
            }
        }
    }
}
