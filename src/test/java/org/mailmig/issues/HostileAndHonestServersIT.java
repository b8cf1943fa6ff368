// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.issues.HostileServer.Attack;
import org.mailmig.servers.GreenMailServer;
import org.mailmig.world.Alone;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;

/**
 * Thirty servers that send without end, too slowly, too deep or too much, and ten honest accounts, all at the same time in a
 * small heap: a Java Error in one account stopped the worker of all, or filled its memory.
 */
@Alone
class HostileAndHonestServersIT {
    private static final int HONEST = 10;
    private static final int MESSAGES = 5;
    private static final long LONGEST_RUN_SECS = 600;

    @TempDir
    Path dir;

    private final GreenMailServer source = new GreenMailServer();
    private final GreenMailServer target = new GreenMailServer();
    private final Map<String, HostileServer> hostile = new LinkedHashMap<>();

    @AfterEach
    void close() throws IOException {
        for (HostileServer server : hostile.values()) {
            server.close();
        }
        source.close();
        target.close();
    }

    private void attack(String name, String trigger, Attack attack) throws IOException {
        hostile.put(name, new HostileServer(trigger, attack));
    }

    /** Repeats until the client closes the connection. */
    private static Attack endless(java.util.function.LongFunction<String> line) {
        return (tag, out) -> {
            for (long number = 1; ; number++) {
                out.text(line.apply(number));
            }
        };
    }

    private static Attack dripping(String text) {
        return (tag, out) -> {
            while (true) {
                out.text(text).flush();
                Thread.sleep(300);
            }
        };
    }

    private static Attack after(String first, Attack then) {
        return (tag, out) -> {
            out.text(first);
            then.on(tag, out);
        };
    }

    private void attacks() throws IOException {
        String deep = "(".repeat(100_000);
        attack("greeting-endless", "GREETING", endless(n -> "x"));
        attack("greeting-drips", "GREETING", dripping("* "));
        attack("capability-endless", "GREETING", after("* OK [CAPABILITY", endless(n -> " X" + n)));
        attack("login-drips", "AUTHENTICATE", dripping("* OK wait\r\n"));
        attack("login-flood", "AUTHENTICATE", endless(n -> "* OK wait\r\n"));
        attack("namespace-deep", "NAMESPACE", after("* NAMESPACE " + deep, endless(n -> "(")));
        attack("list-endless", "LIST", endless(n -> "* LIST () \"/\" folder-" + n + "\r\n"));
        attack("list-same", "LIST", endless(n -> "* LIST () \"/\" INBOX\r\n"));
        attack("list-words", "LIST", after("* LIST (", endless(n -> "\\W" + n + " ")));
        attack("list-deep", "LIST", after("* LIST " + deep, endless(n -> "(")));
        attack("list-name", "LIST", after("* LIST () \"/\" ", endless(n -> "x")));
        attack("list-literal", "LIST", after("* LIST () \"/\" {99999999999999999}\r\n", endless(n -> "x")));
        attack("list-drips", "LIST", dripping("* OK still here\r\n"));
        attack("lsub-endless", "LSUB", endless(n -> "* LSUB () \"/\" folder-" + n + "\r\n"));
        attack("status-endless", "STATUS", endless(n -> "* STATUS f" + n + " (MESSAGES 1)\r\n"));
        attack("unknown-endless", "LIST", endless(n -> "* MAKES NO SENSE " + n + "\r\n"));
        attack("unknown-literal", "LIST", after("* X {99999999999999999}\r\n", endless(n -> "x".repeat(1000))));
        attack("ok-endless", "EXAMINE", endless(n -> "* OK and on\r\n"));
        attack("wrong-tag", "LIST", (tag, out) -> out.line("Z9 OK done"));
        attack("permanentflags", "EXAMINE", after("* OK [PERMANENTFLAGS (", endless(n -> "k" + n + " ")));
        attack("facts-endless", "UID FETCH", endless(n -> HostileServer.facts(n) + "\r\n"));
        attack("facts-same", "UID FETCH", endless(n -> HostileServer.facts(1) + "\r\n"));
        attack("facts-unfinished", "UID FETCH", endless(n -> "* " + n + " FETCH (FLAGS ())\r\n"));
        attack("flags-deep", "UID FETCH", after("* 1 FETCH (UID 1 FLAGS " + deep, endless(n -> "(")));
        attack("flags-endless", "UID FETCH", after("* 1 FETCH (UID 1 FLAGS (", endless(n -> "k" + n + " ")));
        attack("keywords", "UID FETCH", endless(HostileAndHonestServersIT::ofManyKeywords));
        attack("items-deep", "UID FETCH", after("* 1 FETCH (X " + deep, endless(n -> "(")));
        attack("facts-drip", "UID FETCH", after("* 1 FETCH (UID 1 FLAGS (", dripping("k")));
        attack("silent", "LIST", (tag, out) -> Thread.sleep(LONGEST_RUN_SECS * 1000));
        attack("bye", "LIST", (tag, out) -> out.line("* BYE not today"));
    }

    private static String ofManyKeywords(long number) {
        StringBuilder keywords = new StringBuilder();
        for (int i = 0; i < 800; i++) {
            keywords.append(" k").append(number).append('-').append(i);
        }
        return HostileServer.facts(number).replace("FLAGS ()", "FLAGS (" + keywords.substring(1) + ")") + "\r\n";
    }

    @Test
    void theHonestAreDoneAndEachOfTheHostileIsNamedWithItsReason() throws Exception {
        attacks();
        assertThat(hostile).hasSize(30);
        List<String> rows =
                new ArrayList<>(List.of("source_user,target_user,source_password,target_password,source_server,mode"));
        for (String name : hostile.keySet()) {
            rows.add(String.join(",", name, name, "pw", target.password(name), name, "merge"));
        }
        for (int i = 1; i <= HONEST; i++) {
            String user = "honest" + i;
            rows.add(String.join(",", user, user, source.password(user), target.password(user), "source", "merge"));
            fill(user);
        }
        JsonNode report = run(rows);
        Map<String, String> outcomes = new LinkedHashMap<>();
        Map<String, String> reasons = new LinkedHashMap<>();
        report.path("accounts").forEach(account -> {
            String name = account.path("account").asText();
            outcomes.put(name, account.path("outcome").asText());
            reasons.put(name, account.path("reason").asText());
        });
        assertThat(outcomes).hasSize(hostile.size() + HONEST);
        for (int i = 1; i <= HONEST; i++) {
            assertThat(outcomes.get("honest" + i)).as(reasons.get("honest" + i)).isEqualTo("DONE");
            assertThat(new Mailbox(target, "honest" + i).snapshot().count()).isEqualTo(MESSAGES);
        }
        for (String name : hostile.keySet()) {
            assertThat(outcomes.get(name)).as("%s: %s", name, reasons.get(name)).isEqualTo("FAILED");
            assertThat(reasons.get(name)).as(name).isNotBlank().doesNotContain("which is a bug");
        }
        try (Stream<Path> letters = Files.list(dir.resolve("dead-letter"))) {
            assertThat(letters).hasSize(hostile.size());
        }
    }

    private void fill(String user) {
        List<Mail> mails = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            mails.add(GreenMailServer.holdable(Mail.of("mail " + i, "text of " + i)));
        }
        new Mailbox(source, user).append(mails);
    }

    private JsonNode run(List<String> rows) throws Exception {
        StringBuilder keys = new StringBuilder();
        side(keys, "source", source.imapPort());
        side(keys, "target", target.imapPort());
        keys.append("mailmig.servers = ")
                .append(String.join(",", hostile.keySet()))
                .append('\n');
        hostile.forEach((name, server) -> side(keys, name, server.port()));
        keys.append("mailmig.accounts.in-flight = 40\nmailmig.sweep.wait = 0s\nmailmig.redelivery.attempts = 1\n");
        keys.append("mailmig.console.enabled = false\nmailmig.feeder.period = 100\n");
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
        Path config = Files.writeString(dir.resolve("my.properties"), keys);
        Path wave = Files.write(dir.resolve("wave.csv"), rows);
        File output = dir.resolve("output").toFile();
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.mailmig.cli.Mailmig",
                        "run",
                        "-c",
                        wave.toString(),
                        "--config",
                        config.toString(),
                        "--log",
                        dir.resolve("mailmig.log").toString())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertThat(process.waitFor(Duration.ofSeconds(LONGEST_RUN_SECS).toMillis(), TimeUnit.MILLISECONDS))
                    .as("the run ended")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(output.toPath())).isEqualTo(2);
        try (Stream<Path> reports = Files.walk(dir.resolve("report"))) {
            Path report = reports.filter(file -> file.endsWith("report.json"))
                    .findFirst()
                    .orElseThrow();
            return new ObjectMapper().readTree(report.toFile());
        }
    }

    private static void side(StringBuilder keys, String name, int port) {
        String key = "mailmig." + name;
        keys.append(key).append(".uri = imap://127.0.0.1:").append(port).append("?connectionTimeout=2000\n");
        keys.append(key).append(".tls = none\n").append(key).append(".reply-timeout = 2s\n");
    }
}
