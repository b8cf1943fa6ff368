// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** An SMTP server (RFC 5321) that answers as the test wants, with STARTTLS (RFC 3207) where it is given a certificate. */
public final class ScriptedSmtp implements AutoCloseable {
    private static final String SILENT = "";

    /** The lines that came unencrypted, and those that came by TLS. */
    public final List<String> clear = new CopyOnWriteArrayList<>();

    public final List<String> encrypted = new CopyOnWriteArrayList<>();

    private final ServerSocket listener;
    private final SSLContext tls;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private volatile Function<String, String> script = line -> null;
    private volatile boolean implicit;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** @param tls {@code null}: STARTTLS is not offered */
    public ScriptedSmtp(SSLContext tls) throws IOException {
        this.tls = tls;
        listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(this::accept, "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The answer to a command's word; {@code DATA.} is the end of a message. */
    public ScriptedSmtp answer(String word, String answer) {
        answers.put(word, answer);
        return this;
    }

    /** The answer to a whole line; where it is {@code null}, the usual one. */
    public ScriptedSmtp answers(Function<String, String> given) {
        script = given;
        return this;
    }

    /** TLS from the first byte on. */
    public ScriptedSmtp implicitTls() {
        implicit = true;
        return this;
    }

    /** Takes connections and says nothing. */
    public ScriptedSmtp silent() {
        return answer("", SILENT);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread thread = new Thread(() -> serve(socket), "scripted-smtp-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            if (SILENT.equals(answers.get(""))) {
                socket.getInputStream().read();
                return;
            }
            if (implicit) {
                SSLSocket whole = encrypted(socket);
                say(whole, "220 scripted ESMTP");
                talk(whole, encrypted);
                return;
            }
            say(socket, "220 scripted ESMTP");
            if (talk(socket, clear)) {
                talk(encrypted(socket), encrypted);
            }
        } catch (IOException gone) {
            // the client left, or did not like the certificate
        }
    }

    private SSLSocket encrypted(Socket socket) throws IOException {
        SSLSocket layered =
                (SSLSocket) tls.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
        layered.setUseClientMode(false);
        layered.startHandshake();
        return layered;
    }

    /** Returns true where TLS is to begin. */
    private boolean talk(Socket socket, List<String> lines) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        boolean data = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            lines.add(line);
            if (data) {
                if (line.equals(".")) {
                    data = false;
                    say(socket, answers.getOrDefault("DATA.", "250 2.0.0 taken"));
                }
                continue;
            }
            String word = line.toUpperCase(Locale.ROOT).split("[ :]")[0];
            String scripted = script.apply(line);
            String answer = scripted != null ? scripted : answers.getOrDefault(word, usual(word, lines == encrypted));
            say(socket, answer);
            if (word.equals("STARTTLS") && answer.startsWith("220")) {
                return true;
            }
            data = word.equals("DATA") && answer.startsWith("354");
            if (word.equals("QUIT")) {
                return false;
            }
        }
        return false;
    }

    private String usual(String word, boolean protectedByTls) {
        return switch (word) {
            case "EHLO" -> "250-scripted\r\n250-AUTH PLAIN LOGIN\r\n"
                    + (tls != null && !protectedByTls ? "250-STARTTLS\r\n" : "") + "250 8BITMIME";
            case "STARTTLS" -> tls == null ? "502 5.5.1 not here" : "220 2.0.0 go ahead";
            case "AUTH" -> "235 2.7.0 welcome";
            case "DATA" -> "354 go on";
            case "QUIT" -> "221 2.0.0 bye";
            default -> "250 2.0.0 ok";
        };
    }

    private static void say(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
