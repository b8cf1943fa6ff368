// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.mailmig.world.Lines;

/**
 * Debian's Courier-IMAP 5.0 on a free port of the loopback, unpacked next to Dovecot (the packages conflict): {@code
 * MAILMIG_COURIER} says where, and {@code .ci/run} does the unpacking. Courier's login wants a daemon with a socket below
 * {@code /run}; here a login program of the tests replaces it in front of {@code imapd}. Any user exists and has the
 * password {@link #PASSWORD}. No TLS and no admin login.
 */
public final class Courier implements MailServer {
    public static final String PASSWORD = Dovecot.PASSWORD;

    /** Debian's {@code /etc/courier/imapd}. */
    static final String CAPABILITIES =
            "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE ACL ACL2=UNION";

    private static final String UNPACKED_BY_CI = "/var/lib/mailmig-ci/courier";
    private static final Pattern COMMAND = Pattern.compile("(\\S+) (\\S+)(?: \"?([^\" ]+)\"? \"?([^\" ]+)\"?)?");
    private final Daemon daemon = new Daemon("courier");
    private final ServerSocket socket;

    public Courier() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon.handOver();
        start(this::accept);
    }

    /** Where Courier was unpacked: the folder that holds {@code usr/bin/imapd}. */
    static Path unpacked() {
        return Path.of(Optional.ofNullable(System.getenv("MAILMIG_COURIER")).orElse(UNPACKED_BY_CI));
    }

    static Path program() {
        return unpacked().resolve("usr/bin/imapd");
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "courier");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (true) {
            try {
                Socket client = socket.accept();
                client.setTcpNoDelay(true);
                start(() -> serve(client));
            } catch (IOException e) {
                return; // closed with the JVM
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            say(out, "* OK [CAPABILITY " + CAPABILITIES + "] Courier-IMAP ready.");
            while (true) {
                Matcher command = COMMAND.matcher(new String(Lines.next(in), ISO_8859_1).strip());
                if (!command.matches()) {
                    return;
                }
                String tag = command.group(1);
                switch (command.group(2)) {
                    case "CAPABILITY" -> say(out, "* CAPABILITY " + CAPABILITIES, tag + " OK CAPABILITY completed");
                    case "LOGIN" -> {
                        if (PASSWORD.equals(command.group(4))) {
                            session(client, tag, command.group(3));
                            return;
                        }
                        say(out, tag + " NO Login failed.");
                    }
                    case "LOGOUT" -> {
                        say(out, "* BYE bye", tag + " OK LOGOUT completed");
                        return;
                    }
                    default -> say(out, tag + " BAD Log in first");
                }
            }
        } catch (IOException | StringIndexOutOfBoundsException e) {
            return; // the client is gone
        }
    }

    private static void say(OutputStream out, String... lines) throws IOException {
        out.write((String.join("\r\n", lines) + "\r\n").getBytes(ISO_8859_1));
        out.flush();
    }

    /** Courier's imapd answers the login and handles the rest of the connection. */
    private void session(Socket client, String tag, String user) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        daemon.asUser(List.of(program().toString(), "Maildir")))
                .directory(home(user).toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        daemon.dir().resolve("output").toFile()));
        builder.environment().clear();
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry("PATH", "/usr/bin:/bin"),
                        Map.entry(
                                "LD_LIBRARY_PATH", unpacked().resolve("usr/lib").toString()),
                        Map.entry("HOME", home(user).toString()),
                        Map.entry("AUTHENTICATED", user),
                        Map.entry("IMAPLOGINTAG", tag),
                        Map.entry("PROTOCOL", "IMAP"),
                        Map.entry("TCPREMOTEIP", "127.0.0.1"),
                        Map.entry("TCPREMOTEPORT", String.valueOf(client.getPort())),
                        Map.entry("IMAP_CAPABILITY", CAPABILITIES),
                        Map.entry("IMAP_KEYWORDS", "1"),
                        Map.entry("IMAP_ACL", "1"),
                        Map.entry("IMAP_USELOCKS", "1"),
                        Map.entry("IMAP_UMASK", "022"),
                        Map.entry("IMAP_TRASHFOLDERNAME", "Trash"),
                        Map.entry("MAILDIR", home(user).resolve("Maildir").toString())));
        Process imapd = builder.start();
        start(() -> pass(client, imapd));
        imapd.getInputStream().transferTo(client.getOutputStream());
    }

    private static void pass(Socket client, Process imapd) {
        try (OutputStream out = imapd.getOutputStream()) {
            byte[] some = new byte[1 << 16];
            for (int n = client.getInputStream().read(some);
                    n >= 0;
                    n = client.getInputStream().read(some)) {
                out.write(some, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            imapd.destroy(); // one of both ends is gone
        }
    }

    private Path home(String user) {
        return daemon.dir().resolve(user);
    }

    @Override
    public int imapPort() {
        return socket.getLocalPort();
    }

    @Override
    public int imapsPort() {
        throw new IllegalStateException("Courier has no TLS here");
    }

    @Override
    public SSLContext sslContext() {
        return Certificate.loopback().sslContext();
    }

    /** Makes the user's Maildir where it is not yet there. */
    @Override
    public synchronized String password(String user) {
        try {
            if (!Files.exists(home(user))) {
                for (String sub : List.of("cur", "new", "tmp")) {
                    Files.createDirectories(home(user).resolve("Maildir").resolve(sub));
                }
                daemon.handOver(home(user));
            }
            return PASSWORD;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String log() {
        return daemon.log();
    }
}
