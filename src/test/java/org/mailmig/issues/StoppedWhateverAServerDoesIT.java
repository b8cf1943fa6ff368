// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.issues.HostileServer.Attack;
import org.mailmig.world.Alone;
import org.mailmig.world.Hanging;

/** SIGINT while servers send without end, drop by drop, or names that took a worker minutes: it waited for them. */
@Alone
class StoppedWhateverAServerDoesIT {
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

    @TempDir
    Path dir;

    private final Map<String, HostileServer> servers = new LinkedHashMap<>();
    private final AtomicInteger begun = new AtomicInteger();
    private Process process;

    @AfterEach
    void close() throws IOException {
        if (process != null) {
            process.destroyForcibly();
        }
        for (HostileServer server : servers.values()) {
            server.close();
        }
    }

    private void attack(String name, String trigger, Attack attack) throws IOException {
        servers.put(name, new HostileServer(trigger, (tag, out) -> {
            begun.incrementAndGet();
            attack.on(tag, out);
        }));
    }

    private static void repeated(HostileServer.Wire out, String text, long pause)
            throws IOException, InterruptedException {
        while (true) {
            out.text(text).flush();
            Thread.sleep(pause);
        }
    }

    @Test
    void sigintEndsEverythingWithinTenSeconds() throws Exception {
        String long64k = "n".repeat(64_000);
        attack("silent", "LIST", (tag, out) -> Thread.sleep(600_000));
        attack("drips", "LIST", (tag, out) -> repeated(out, "* OK wait\r\n", 100));
        attack("octets", "UID FETCH", (tag, out) -> {
            out.text("* 1 FETCH (UID 1 BODY[] {99999999}\r\n");
            repeated(out, "x", 100);
        });
        attack("long-names", "LIST", (tag, out) -> {
            for (int i = 0; i < 200; i++) {
                out.line("* LIST () \"/\" " + i + long64k);
                out.line("* LIST () \"/\" " + i + long64k.replace("n", "n/"));
            }
            out.line("* LIST () \"/\" INBOX").line(tag + " OK done");
        });
        Path config = configuration();
        run(config);
        await().atMost(Hanging.AFTER).until(() -> begun.get() >= servers.size());

        long began = System.nanoTime();
        assertThat(new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(STOPS_WITHIN);
        assertThat(process.exitValue())
                .as(Files.readString(dir.resolve("output")))
                .isEqualTo(130);
    }

    private Path configuration() throws IOException {
        StringBuilder keys = new StringBuilder();
        keys.append("mailmig.accounts.in-flight = 8\nmailmig.console.enabled = false\n");
        keys.append("mailmig.servers = ")
                .append(String.join(",", servers.keySet()))
                .append('\n');
        servers.forEach((name, server) -> side(keys, name, server.port()));
        HostileServer target = new HostileServer("NEVER", (tag, out) -> {});
        side(keys, "source", target.port());
        side(keys, "target", target.port());
        servers.put("target", target);
        begun.incrementAndGet(); // it does nothing
        keys.append("mailmig.ledger.url = jdbc:h2:file:")
                .append(dir.resolve("ledger"))
                .append('\n');
        for (String folder : List.of("intake", "dead-letter", "report")) {
            keys.append("mailmig.")
                    .append(folder)
                    .append(".dir = ")
                    .append(dir.resolve(folder))
                    .append('\n');
        }
        return Files.writeString(dir.resolve("my.properties"), keys);
    }

    private static void side(StringBuilder keys, String name, int port) {
        keys.append("mailmig.")
                .append(name)
                .append(".uri = imap://127.0.0.1:")
                .append(port)
                .append('\n');
        keys.append("mailmig.").append(name).append(".tls = none\n");
    }

    private void run(Path config) throws IOException {
        List<String> rows =
                new ArrayList<>(List.of("source_user,target_user,source_password,target_password,source_server,mode"));
        servers.keySet().stream()
                .filter(name -> !name.equals("target"))
                .forEach(name -> rows.add(String.join(",", name, name, "a", "b", name, "merge")));
        File output = dir.resolve("output").toFile();
        process = new ProcessBuilder(
                        "env",
                        "--default-signal=INT",
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.mailmig.cli.Mailmig",
                        "run",
                        "-c",
                        Files.write(dir.resolve("wave.csv"), rows).toString(),
                        "--config",
                        config.toString(),
                        "--log",
                        dir.resolve("mailmig.log").toString())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
    }
}
