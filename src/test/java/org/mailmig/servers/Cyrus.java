// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/**
 * Debian's Cyrus 3.6 on free ports of the loopback, unpacked next to Dovecot (the packages conflict): {@code MAILMIG_CYRUS}
 * says where, and {@code .ci/run} does the unpacking. {@link #password} and {@link #user} make a user; the server's own
 * admin is {@link #SERVER_ADMIN}, and {@link #ADMIN} can log in as any user by SASL PLAIN with an authorization identity. A
 * server is shared by all tests of a JVM, so each test takes users of its own ({@link Users#fresh}).
 */
public final class Cyrus implements MailServer {
    public static final String PASSWORD = Dovecot.PASSWORD;
    /** May act for any user, and no more. */
    public static final String ADMIN = Dovecot.ADMIN;

    public static final String ADMIN_PASSWORD = Dovecot.ADMIN_PASSWORD;
    /** May create mailboxes and replicate; cannot act for a user. */
    public static final String SERVER_ADMIN = "cyrus";

    private static final String UNPACKED_BY_CI = "/var/lib/mailmig-ci/cyrus";
    private static final Map<String, Cyrus> SHARED = new ConcurrentHashMap<>();
    private final Daemon daemon;
    private final Saslauthd passwords;
    private final int[] ports = Ports.free(4);
    private final Set<String> users = ConcurrentHashMap.newKeySet();

    private Cyrus(Map<String, String> options) {
        daemon = new Daemon("cyrus");
        try {
            for (String sub : List.of("conf", "spool", "sock", "sieve")) {
                Files.createDirectory(daemon.dir().resolve(sub));
            }
            Certificate.loopback().writePem(daemon.dir());
            Map<String, String> words = Map.ofEntries(
                    Map.entry("DIR", daemon.dir().toString()),
                    Map.entry("BIN", bin()),
                    Map.entry("USER", Daemon.user()),
                    Map.entry("ADMIN", ADMIN),
                    Map.entry("SERVER_ADMIN", SERVER_ADMIN),
                    Map.entry("IMAP", String.valueOf(ports[0])),
                    Map.entry("IMAPS", String.valueOf(ports[1])),
                    Map.entry("LMTP", String.valueOf(ports[2])),
                    Map.entry("SIEVE", String.valueOf(ports[3])));
            StringBuilder conf = new StringBuilder(Dovecot.fill("imapd.conf", words));
            options.forEach((name, value) ->
                    conf.append(name).append(": ").append(value).append('\n'));
            Files.writeString(daemon.dir().resolve("imapd.conf"), conf);
            Files.writeString(daemon.dir().resolve("cyrus.conf"), Dovecot.fill("cyrus.conf", words));
            daemon.handOver();
            passwords = new Saslauthd(
                    daemon.dir().resolve("sock/mux"),
                    (user, password) -> password.equals(isAdmin(user) ? ADMIN_PASSWORD : PASSWORD));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** The running server of this name; started at first use, ended with the JVM. */
    public static Cyrus shared(String name) {
        return SHARED.computeIfAbsent(name, key -> new Cyrus(Map.of()));
    }

    public static Cyrus source() {
        return shared("source");
    }

    public static Cyrus target() {
        return shared("target");
    }

    /** A server of the caller's own, which may be stopped and started; {@code options} are imapd.conf's. */
    public static Cyrus start(Map<String, String> options) {
        return new Cyrus(options);
    }

    /** Where Cyrus was unpacked: the folder that holds {@code usr/lib/cyrus/bin}. */
    static Path unpacked() {
        return Path.of(Optional.ofNullable(System.getenv("MAILMIG_CYRUS")).orElse(UNPACKED_BY_CI));
    }

    private static String bin() {
        return unpacked().resolve("usr/lib/cyrus/bin").toString();
    }

    private static boolean isAdmin(String user) {
        return user.equals(ADMIN) || user.equals(SERVER_ADMIN);
    }

    @Override
    public int imapPort() {
        return ports[0];
    }

    @Override
    public int imapsPort() {
        return ports[1];
    }

    /** Takes mail for any user without a login. */
    public int lmtpPort() {
        return ports[2];
    }

    public int sievePort() {
        return ports[3];
    }

    @Override
    public SSLContext sslContext() {
        return Certificate.loopback().sslContext();
    }

    @Override
    public String password(String user) {
        user(user);
        return isAdmin(user) ? ADMIN_PASSWORD : PASSWORD;
    }

    /** Makes the user's mailbox where it is not yet there, and returns the user. */
    public String user(String user) {
        if (!isAdmin(user) && users.add(user)) {
            asAdmin("CREATE \"user/" + user + "\"");
        }
        return user;
    }

    /** What the server answers to its admin, all lines; anything but OK is an error. */
    public String asAdmin(String command) {
        try (Socket socket = new Socket(host(), imapPort())) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            in.readLine();
            told(socket, in, "LOGIN " + SERVER_ADMIN + " " + ADMIN_PASSWORD);
            return told(socket, in, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String told(Socket socket, BufferedReader in, String command) throws IOException {
        socket.getOutputStream().write(("a " + command + "\r\n").getBytes(UTF_8));
        StringBuilder answer = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            answer.append(line).append('\n');
            if (line.startsWith("a OK")) {
                return answer.toString();
            }
            if (line.startsWith("a ")) {
                break;
            }
        }
        throw new AssertionError(command + ": " + answer);
    }

    /** Runs one of Cyrus' own programs with this server's configuration and returns what it wrote. */
    public String tool(String program, String... arguments) {
        String[] command = new String[arguments.length + 5];
        command[0] = "/usr/bin/env";
        command[1] = "LD_LIBRARY_PATH=" + libraries();
        command[2] = bin() + "/" + program;
        command[3] = "-C";
        command[4] = conf("imapd.conf");
        System.arraycopy(arguments, 0, command, 5, arguments.length);
        return daemon.tool(command);
    }

    /** Starts again on the same ports, with all mail, after {@link #stop}. */
    public void start() {
        daemon.start(
                List.of(
                        "/usr/bin/env",
                        "LD_LIBRARY_PATH=" + libraries(),
                        "CYRUS_USER=" + Daemon.user(),
                        "CYRUS_GROUP=" + Daemon.group(),
                        bin() + "/master",
                        "-C",
                        conf("imapd.conf"),
                        "-M",
                        conf("cyrus.conf"),
                        "-p",
                        conf("master.pid")),
                ports);
    }

    public void stop() {
        daemon.stop();
    }

    public String log() {
        return daemon.log();
    }

    private static String libraries() {
        return unpacked()
                .resolve("usr/lib")
                .resolve(System.getProperty("os.arch").equals("aarch64") ? "aarch64-linux-gnu" : "x86_64-linux-gnu")
                .toString();
    }

    private String conf(String name) {
        return daemon.dir().resolve(name).toString();
    }
}
