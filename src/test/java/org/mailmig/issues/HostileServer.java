// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailmig.world.Lines;

/**
 * An IMAP server with one folder of three messages. It behaves correctly except for the commands that begin with one word: there
 * it does what the test says, for example respond without end.
 */
final class HostileServer implements AutoCloseable {
    /** What is done instead of an answer; it may write until the connection breaks. */
    @FunctionalInterface
    interface Attack {
        void on(String tag, Wire out) throws IOException, InterruptedException;
    }

    /** To the client. */
    record Wire(OutputStream out) {
        /** One char per octet. */
        Wire text(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        Wire line(String text) throws IOException {
            return text(text + "\r\n");
        }

        void flush() throws IOException {
            out.flush();
        }
    }

    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)(\\+?)}$");
    private final ServerSocket socket;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final String trigger;
    private final Attack attack;

    /** @param trigger beginning of commands, or {@code GREETING} */
    HostileServer(String trigger, Attack attack) throws IOException {
        this.trigger = trigger;
        this.attack = attack;
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "hostile-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                sockets.add(client);
                daemon(() -> serve(client));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream());
            Wire out = new Wire(new BufferedOutputStream(client.getOutputStream()));
            if (trigger.equals("GREETING")) {
                attack.on("*", out);
            }
            out.line("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready").flush();
            while (true) {
                String line = command(in, out);
                int blank = line.indexOf(' ');
                String tag = line.substring(0, blank);
                String command = line.substring(blank + 1);
                if (command.startsWith(trigger)) {
                    attack.on(tag, out);
                } else {
                    answer(tag, command, out);
                }
                out.flush();
            }
        } catch (IOException | InterruptedException | StringIndexOutOfBoundsException e) {
            // the client has had enough
        }
    }

    private static String command(InputStream in, Wire out) throws IOException {
        StringBuilder command = new StringBuilder();
        while (true) {
            String line = new String(Lines.next(in), StandardCharsets.ISO_8859_1);
            Matcher literal = LITERAL.matcher(line);
            if (!literal.find()) {
                return command.append(line).toString();
            }
            if (literal.group(2).isEmpty()) {
                out.line("+ go").flush();
            }
            command.append(line, 0, literal.start());
            command.append(new String(in.readNBytes(Integer.parseInt(literal.group(1))), StandardCharsets.ISO_8859_1));
        }
    }

    private static void answer(String tag, String command, Wire out) throws IOException {
        if (command.startsWith("CAPABILITY")) {
            out.line("* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR NAMESPACE");
        } else if (command.startsWith("AUTHENTICATE") || command.startsWith("LOGIN")) {
            out.line(tag + " OK [CAPABILITY IMAP4rev1 NAMESPACE] in");
            return;
        } else if (command.startsWith("NAMESPACE")) {
            out.line("* NAMESPACE ((\"\" \"/\")) NIL NIL");
        } else if (command.startsWith("LIST") || command.startsWith("LSUB")) {
            out.line("* " + command.substring(0, 4) + " () \"/\" INBOX");
        } else if (command.startsWith("STATUS")) {
            out.line("* STATUS INBOX (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 9)");
        } else if (command.startsWith("EXAMINE")) {
            out.line("* 3 EXISTS").line("* OK [UIDVALIDITY 9] v").line("* OK [UIDNEXT 4] n");
        } else if (command.startsWith("UID SEARCH")) {
            out.line("* SEARCH 1 2 3");
        } else if (command.startsWith("UID FETCH")) {
            fetch(command, out);
        }
        out.line(tag + " OK done");
    }

    static String facts(long number) {
        return "* " + number + " FETCH (UID " + number
                + " FLAGS () INTERNALDATE \"01-Jan-2020 10:00:00 +0000\" RFC822.SIZE 40)";
    }

    private static void fetch(String command, Wire out) throws IOException {
        String text = "Subject: hello\r\n\r\nThis is the message.\r\n";
        for (int number = 1; number <= 3; number++) {
            if (command.contains("BODY.PEEK")) {
                out.text("* " + number + " FETCH (UID " + number + " BODY[] {" + text.length() + "}\r\n" + text)
                        .line(")");
            } else {
                out.line(facts(number));
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : sockets) {
            client.close();
        }
    }
}
