// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * Debian's Dovecot 2.3 on free ports of the loopback. Any user exists and has the password {@link #PASSWORD}; the admin
 * login {@link #ADMIN} can log in as any user, as {@code USER*migrator} and by SASL PLAIN with an authorization identity. A
 * server is shared by all tests of a JVM, so each test takes users of its own ({@link Users#fresh}).
 */
public final class Dovecot implements MailServer {
    public static final String PASSWORD = "pw-of-every-user";
    public static final String ADMIN = "migrator";
    public static final String ADMIN_PASSWORD = "pw-of-the-admin";
    public static final String API_KEY = "key-of-the-api";

    private static final Map<DovecotOptions, Dovecot> SHARED = new ConcurrentHashMap<>();
    private final DovecotOptions options;
    private final Daemon daemon;
    private final int[] ports = Ports.free(6);

    private Dovecot(DovecotOptions options) {
        this(options, Map.of());
    }

    private Dovecot(DovecotOptions options, Map<String, String> settings) {
        this.options = options;
        this.daemon = new Daemon("dovecot");
        try {
            for (String sub : List.of("run", "state", "mail")) {
                Files.createDirectory(daemon.dir().resolve(sub));
            }
            Certificate.loopback().writePem(daemon.dir());
            Files.writeString(daemon.dir().resolve("masters"), ADMIN + ":{PLAIN}" + ADMIN_PASSWORD + "\n");
            StringBuilder conf = new StringBuilder(configuration());
            settings.forEach((name, value) ->
                    conf.append(name).append(" = ").append(value).append('\n'));
            Files.writeString(daemon.dir().resolve("dovecot.conf"), conf);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon.handOver();
        start();
    }

    /** The running server with these options; started at first use, ended with the JVM. */
    public static Dovecot shared(DovecotOptions options) {
        return SHARED.computeIfAbsent(options, Dovecot::new);
    }

    public static Dovecot source() {
        return shared(DovecotOptions.named("source"));
    }

    public static Dovecot target() {
        return shared(DovecotOptions.named("target"));
    }

    /** A server of the caller's own, which may be stopped and started. */
    public static Dovecot start(DovecotOptions options) {
        return new Dovecot(options);
    }

    /** The same with further settings of dovecot.conf. */
    public static Dovecot start(DovecotOptions options, Map<String, String> settings) {
        return new Dovecot(options, settings);
    }

    @Override
    public int imapPort() {
        return ports[0];
    }

    @Override
    public int imapsPort() {
        return ports[1];
    }

    public int lmtpPort() {
        return ports[2];
    }

    public int sievePort() {
        return ports[3];
    }

    public int pop3Port() {
        return ports[5];
    }

    /** doveadm's HTTP API, opened by {@link #API_KEY}. */
    public String apiUrl() {
        return "http://127.0.0.1:" + ports[4] + "/doveadm/v1";
    }

    @Override
    public SSLContext sslContext() {
        return Certificate.loopback().sslContext();
    }

    @Override
    public String password(String user) {
        return PASSWORD;
    }

    public DovecotOptions options() {
        return options;
    }

    /** Returns the folder of the user's mail. */
    public Path home(String user) {
        return daemon.dir().resolve("mail").resolve(user);
    }

    /** Runs doveadm with this server's configuration and returns what it wrote. */
    public String doveadm(String... arguments) {
        String[] command = new String[arguments.length + 3];
        command[0] = "/usr/bin/doveadm";
        command[1] = "-c";
        command[2] = conf();
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        return daemon.tool(command);
    }

    /** Starts again on the same ports, with all mail, after {@link #stop}. */
    public void start() {
        daemon.start(List.of("/usr/sbin/dovecot", "-F", "-c", conf()), ports);
    }

    public void stop() {
        daemon.stop();
    }

    public String log() {
        return daemon.log();
    }

    private String conf() {
        return daemon.dir().resolve("dovecot.conf").toString();
    }

    private String configuration() throws IOException {
        String roles = options.roles().entrySet().stream()
                .map(each -> "  mailbox \"" + each.getKey() + "\" {\n    special_use = " + each.getValue() + "\n  }")
                .collect(Collectors.joining("\n"));
        Map<String, String> words = Map.ofEntries(
                Map.entry("DIR", daemon.dir().toString()),
                Map.entry("USER", Daemon.user()),
                Map.entry("GROUP", Daemon.group()),
                Map.entry("API_KEY", API_KEY),
                Map.entry("PASSWORD", PASSWORD),
                Map.entry("LOCATION", location(options.format())),
                Map.entry("SEPARATOR", String.valueOf(options.separator())),
                Map.entry("PREFIX", options.prefix()),
                Map.entry("QUOTA", options.quota()),
                Map.entry("ROLES", roles),
                Map.entry("ACL", options.acl() ? "acl" : ""),
                Map.entry("IMAP_ACL", options.acl() ? "imap_acl" : ""),
                Map.entry("ACL_USER", aclSettings()),
                Map.entry("PLUGIN", pluginSettings()),
                Map.entry("IMAP", String.valueOf(ports[0])),
                Map.entry("IMAPS", String.valueOf(ports[1])),
                Map.entry("LMTP", String.valueOf(ports[2])),
                Map.entry("SIEVE", String.valueOf(ports[3])),
                Map.entry("HTTP", String.valueOf(ports[4])),
                Map.entry("POP3", String.valueOf(ports[5])));
        return fill("dovecot.conf", words);
    }

    /** What follows the format's name belongs behind the path: {@code maildir:UTF-8}. */
    private static String location(String format) {
        String name = format.split(":")[0];
        return name + ":~/" + name + format.substring(name.length());
    }

    private String pluginSettings() {
        return options.plugin().entrySet().stream()
                .map(each -> "  " + each.getKey() + " = " + each.getValue())
                .collect(Collectors.joining("\n"));
    }

    private String aclSettings() {
        return (options.acl() ? "  acl = vfile\n" : "") + (options.aclUser() ? "  acl_user = %u" : "");
    }

    /** The named resource with every {@code @WORD@} replaced. */
    static String fill(String resource, Map<String, String> words) throws IOException {
        try (InputStream in = Dovecot.class.getResourceAsStream(resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> word : words.entrySet()) {
                text = text.replace("@" + word.getKey() + "@", word.getValue());
            }
            return text;
        }
    }
}
