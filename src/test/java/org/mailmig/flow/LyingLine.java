// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** A proxy to a server that can change each response and see each request before it is forwarded. */
public final class LyingLine implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int port;
    private final UnaryOperator<String> request;
    private final UnaryOperator<String> answer;

    /** @param request what is sent on for each line that the client sends @param answer the same of the server */
    public LyingLine(int port, UnaryOperator<String> request, UnaryOperator<String> answer) throws IOException {
        this.port = port;
        this.request = request;
        this.answer = answer;
        start(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "lying-line");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                start(() -> pass(client, server, request));
                start(() -> pass(server, client, answer));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void pass(Socket from, Socket to, UnaryOperator<String> told) {
        try (from;
                to) {
            InputStream in = new BufferedInputStream(from.getInputStream());
            OutputStream out = to.getOutputStream();
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                line.write(octet);
                if (octet == '\n') {
                    String text = line.toString(StandardCharsets.ISO_8859_1);
                    out.write(told.apply(text).getBytes(StandardCharsets.ISO_8859_1));
                    line.reset();
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // One of both ends is gone, or the line is to break here: so is the other.
        }
    }

    /** Called while a response is changed: breaks the connection instead. */
    public static String broken() {
        throw new UncheckedIOException(new IOException("the line breaks"));
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
