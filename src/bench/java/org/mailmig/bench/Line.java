// SPDX-License-Identifier: Apache-2.0
package org.mailmig.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailmig.servers.Dovecot;

/** The barest IMAP client: lines and literals, no parsing. A measuring stick, not an example. */
final class Line implements AutoCloseable {
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)}$");
    private static final int BUFFER = 1 << 18;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** A reply: its text with literals left out, and the literals. */
    record Reply(String text, List<byte[]> literals) {}

    Line(int port, String user) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        out = new BufferedOutputStream(socket.getOutputStream(), BUFFER);
        reply();
        command("LOGIN " + user + " " + Dovecot.PASSWORD);
    }

    List<Reply> command(String text) throws IOException {
        send("x " + text + "\r\n");
        return end();
    }

    void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] octets) throws IOException {
        out.write(octets);
    }

    /** Waits for the tagged reply; anything but OK is an error. */
    List<Reply> end() throws IOException {
        out.flush();
        List<Reply> replies = new ArrayList<>();
        while (true) {
            Reply reply = reply();
            if (reply.text().startsWith("x ")) {
                if (!reply.text().startsWith("x OK")) {
                    throw new IOException(reply.text());
                }
                return replies;
            }
            replies.add(reply);
        }
    }

    private Reply reply() throws IOException {
        StringBuilder text = new StringBuilder();
        List<byte[]> literals = new ArrayList<>();
        while (true) {
            String line = line();
            Matcher literal = LITERAL.matcher(line);
            if (!literal.find()) {
                return new Reply(text.append(line).toString(), literals);
            }
            text.append(line, 0, literal.start());
            literals.add(in.readNBytes(Integer.parseInt(literal.group(1))));
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(120);
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("closed");
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
