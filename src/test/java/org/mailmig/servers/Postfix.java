// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.mailmig.world.Hanging;

/**
 * Debian's Postfix on a free port of the loopback: the MTA in front of both mail servers. It looks up {@code
 * targetAddress} in the directory when mail enters its queue, and delivers by LMTP into the source ({@code source.example}) and the target
 * ({@code target.example}). While the directory does not answer, mail is deferred (451).
 */
public final class Postfix {
    private static final int FLUSHES = 3;
    private final Daemon daemon = new Daemon("postfix", true);
    private final int port = Ports.free(1)[0];

    private Postfix(Directory directory, Dovecot source, Dovecot target) {
        Map<String, String> words = Map.of(
                "DIR", daemon.dir().toString(),
                "SMTP", String.valueOf(port),
                "SOURCE_LMTP", String.valueOf(source.lmtpPort()),
                "TARGET_LMTP", String.valueOf(target.lmtpPort()),
                "LDAP", directory.url(),
                "BASE", Directory.PEOPLE,
                "BIND_DN", Directory.MTA,
                "BIND_PASSWORD", Directory.ADMIN_PASSWORD);
        try {
            Files.setPosixFilePermissions(daemon.dir(), PosixFilePermissions.fromString("rwxr-xr-x"));
            for (String sub : List.of("etc", "queue", "data")) {
                Files.createDirectory(daemon.dir().resolve(sub));
            }
            write("main.cf", Dovecot.fill("postfix-main.cf", words));
            write("master.cf", Dovecot.fill("postfix-master.cf", words));
            String ldap = Dovecot.fill("postfix-ldap.cf", words);
            write(
                    "forwarder.cf",
                    ldap + "query_filter = (&(targetAddress=*)(|(mail=%s)(proxyAddresses=smtp:%s)))\n"
                            + "result_attribute = targetAddress\n");
            write("aliases.cf", ldap + "query_filter = (proxyAddresses=smtp:%s)\nresult_attribute = mail\n");
            write("strip.re", "/^smtp:(.+@.+)$/ $1\n/^([^:]+@.+)$/ $1\n");
            Path data = daemon.dir().resolve("data");
            Files.setOwner(
                    data, data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon.tool("/usr/sbin/postfix", "-c", etc(), "check");
        // It ends its children as a process group, which it must lead.
        daemon.start(List.of("/usr/bin/setsid", "/usr/lib/postfix/sbin/master", "-d", "-c", etc()), port);
    }

    /** Runs until {@link #stop}, or until this JVM ends. */
    public static Postfix start(Directory directory, Dovecot source, Dovecot target) {
        return new Postfix(directory, source, target);
    }

    public int port() {
        return port;
    }

    /** Takes mail in, rewrites it, and delivers nothing until {@link #release}. */
    public void hold() {
        deferred("lmtp");
    }

    public void release() {
        deferred("");
        // What the queue manager puts off while it reloads would wait for its next turn, up to half a minute later.
        for (int i = 0; i < FLUSHES; i++) {
            flush();
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
    }

    private void deferred(String transports) {
        daemon.tool("/usr/sbin/postconf", "-c", etc(), "-e", "defer_transports=" + transports);
        daemon.tool("/usr/sbin/postfix", "-c", etc(), "reload");
    }

    private void flush() {
        daemon.tool("/usr/sbin/postqueue", "-c", etc(), "-f");
    }

    /** What is not delivered yet, a JSON object each. */
    private List<String> queued() {
        return daemon.tool("/usr/sbin/postqueue", "-c", etc(), "-j").lines().toList();
    }

    /** Delivers what can be delivered; fails where something stays. */
    public void drain() {
        await("the MTA's queue to be empty")
                .atMost(Hanging.AFTER)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    List<String> left = queued();
                    if (!left.isEmpty()) {
                        flush();
                    }
                    assertThat(left).isEmpty();
                });
    }

    public String log() {
        return daemon.log();
    }

    public void stop() {
        daemon.stop();
    }

    private String etc() {
        return daemon.dir().resolve("etc").toString();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(daemon.dir().resolve("etc").resolve(name), text);
    }
}
