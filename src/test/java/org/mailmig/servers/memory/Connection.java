// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailmig.world.Lines;

/**
 * Reads one client's commands and writes the answers. As with real servers, what follows a line that was refused is read as
 * commands, even a message.
 */
final class Connection {
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)(\\+?)}$");

    private final InMemoryImapServer server;
    private final InputStream in;
    private final OutputStream out;
    private final Session session;

    Connection(InMemoryImapServer server, Socket client) throws IOException {
        this.server = server;
        this.in = new BufferedInputStream(client.getInputStream());
        this.out = client.getOutputStream();
        this.session = new Session(server);
    }

    /** Returns after LOGOUT. */
    void serve() throws IOException {
        try {
            say("* OK [CAPABILITY " + server.capabilities() + " AUTH=PLAIN SASL-IR] ready");
            Command command;
            do {
                command = next();
                if (command != null) {
                    answer(command);
                }
            } while (command == null || !command.verb().equals("LOGOUT"));
        } finally {
            server.availability.leave(session);
        }
    }

    /** {@code null} if the command was refused before it was complete. */
    private Command next() throws IOException {
        StringBuilder command = new StringBuilder();
        List<String> literals = new ArrayList<>();
        while (true) {
            String line = latin(Lines.next(in));
            command.append(line);
            if (command.length() > server.mostLine()) {
                return refuse(command, "(too long)", "T BAD command line too large");
            }
            Matcher literal = LITERAL.matcher(line);
            if (!literal.find()) {
                return new Command(command.toString(), literals);
            }
            if (literal.group(2).isEmpty()) {
                String refusal = server.answers.toAnnouncement(command.toString());
                if (refusal != null) {
                    return refuse(command, "(refused)", refusal);
                }
                say("+ go on");
            }
            command.setLength(command.length() - literal.group().length());
            command.append(Command.mark(literals.size()));
            literals.add(literal(Integer.parseInt(literal.group(1))));
        }
    }

    private Command refuse(StringBuilder command, String shown, String answer) throws IOException {
        server.commands.add(shown);
        reply(command.toString().split(" ", 2)[0], answer);
        return null;
    }

    private String literal(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return latin(bytes);
    }

    private void answer(Command command) throws IOException {
        server.commands.add(command.line());
        server.beforeCommand();
        if (server.availability.endsWithThisCommand()) {
            if (server.availability.executesTheLast()) {
                session.run(command);
            }
            server.goAway();
            return;
        }
        String instead = server.answers.to(command);
        if (instead == null) {
            String status = session.run(command);
            say(session.untagged() + command.tag() + " " + status);
        } else if (!instead.isEmpty()) {
            reply(command.tag(), instead);
        }
    }

    private void reply(String tag, String lines) throws IOException {
        say(("\r\n" + lines).replace("\r\nT ", "\r\n" + tag + " ").substring(2));
    }

    private void say(String lines) throws IOException {
        out.write((lines + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
