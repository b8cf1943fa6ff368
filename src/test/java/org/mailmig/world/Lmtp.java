// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Delivers mail as an MTA does (RFC 2033). */
public final class Lmtp {
    private final int port;

    public Lmtp(int port) {
        this.port = port;
    }

    /** Returns when the server has taken the message over. */
    public void deliver(String address, byte[] octets) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            expect(in, "220");
            say(out, in, "LHLO tests.example", "250");
            say(out, in, "MAIL FROM:<sender@elsewhere.example>", "250");
            say(out, in, "RCPT TO:<" + address + ">", "250");
            say(out, in, "DATA", "354");
            String stuffed = new String(octets, StandardCharsets.ISO_8859_1).replaceAll("(?m)^\\.", "..");
            out.write(stuffed.getBytes(StandardCharsets.ISO_8859_1));
            say(out, in, (stuffed.endsWith("\r\n") ? "" : "\r\n") + ".", "250");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void say(OutputStream out, BufferedReader in, String line, String code) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        expect(in, code);
    }

    private static void expect(BufferedReader in, String code) throws IOException {
        String line = in.readLine();
        while (line != null && line.startsWith(code + "-")) {
            line = in.readLine();
        }
        if (line == null || !line.startsWith(code)) {
            throw new AssertionError("Expected " + code + ", the server said: " + line);
        }
    }
}
