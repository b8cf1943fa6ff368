// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An SMTP connection (RFC 5321) that sends mail. One thread at a time. */
public final class Smtp implements AutoCloseable {
    /** What became of a message. */
    public enum Reply {
        /** 250: it is the server's from now on. */
        TAKEN,
        /** 4xx, or no connection before the message was sent: it may be sent again. */
        AGAIN,
        /** The message was sent and no answer came. */
        UNKNOWN
    }

    private final int port;
    private Socket socket;
    private OutputStream out;
    private BufferedReader in;

    public Smtp(int port) {
        this.port = port;
    }

    public Reply send(String address, String message) {
        boolean sent = false;
        try {
            open();
            if (!say("MAIL FROM:<feeder@elsewhere.example>").startsWith("250")
                    || !refusable(say("RCPT TO:<" + address + ">"))
                    || !refusable(say("DATA"))) {
                say("RSET");
                return Reply.AGAIN;
            }
            sent = true;
            return refusable(say(message.replaceAll("(?m)^\\.", "..") + "\r\n.")) ? Reply.TAKEN : Reply.AGAIN;
        } catch (IOException e) {
            close();
            return sent ? Reply.UNKNOWN : Reply.AGAIN;
        }
    }

    private void open() throws IOException {
        if (socket == null) {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) Hanging.AFTER.toMillis());
            out = socket.getOutputStream();
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            if (!line().startsWith("220") || !say("EHLO feeder.example").startsWith("250")) {
                throw new IOException("not ready");
            }
        }
    }

    /** 2xx and 3xx go on, 4xx is for later; 5xx would lose mail and fails the test. */
    private static boolean refusable(String line) {
        if (line.startsWith("5")) {
            throw new AssertionError("The MTA refused mail for good: " + line);
        }
        return !line.startsWith("4");
    }

    private String say(String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return line();
    }

    private String line() throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        if (line == null || line.startsWith("421")) {
            throw new IOException("the MTA hung up");
        }
        return line;
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // it is gone, which was wanted
        }
        socket = null;
    }
}
