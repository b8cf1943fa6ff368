// SPDX-License-Identifier: Apache-2.0
package org.mailmig.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mailmig.servers.Dovecot;

/** The launcher as a user starts it: verify on, durable ledger, eight accounts in flight. */
final class Ours {
    private final Path launcher;
    private final Path dir;

    Ours(Path launcher, Path dir) {
        this.launcher = launcher;
        this.dir = dir;
    }

    /** Runs the wave; a tag that ran before goes on with its ledger. Returns the seconds of the report. */
    double run(String tag, List<String> users, int from, int to) throws Exception {
        return run(tag, users, from, to, Map.of());
    }

    /** With further keys. */
    double run(String tag, List<String> users, int from, int to, Map<String, String> keys) throws Exception {
        Path home = Files.createDirectories(dir.resolve("ours-" + tag + users.size()));
        Path config = Files.writeString(
                home.resolve("my.properties"),
                String.join(
                        "\n",
                        "mailmig.source.uri = imap://127.0.0.1:" + from,
                        "mailmig.source.tls = none",
                        "mailmig.source.admin-style = dovecot",
                        "mailmig.source.admin-user = " + Dovecot.ADMIN,
                        "mailmig.source.admin-password = " + Dovecot.ADMIN_PASSWORD,
                        "mailmig.target.uri = imap://127.0.0.1:" + to,
                        "mailmig.target.tls = none",
                        "mailmig.target.admin-style = dovecot",
                        "mailmig.target.admin-user = " + Dovecot.ADMIN,
                        "mailmig.target.admin-password = " + Dovecot.ADMIN_PASSWORD,
                        "mailmig.accounts.in-flight = 8",
                        "mailmig.source.connections = 8", // as many as the raw relay has
                        "mailmig.target.connections = 8",
                        "mailmig.ledger.url = jdbc:h2:file:" + home.resolve("ledger"),
                        "mailmig.intake.dir = " + home.resolve("intake"),
                        "mailmig.dead-letter.dir = " + home.resolve("dead-letter"),
                        keys.entrySet().stream()
                                .map(key -> key.getKey() + " = " + key.getValue() + "\n")
                                .collect(Collectors.joining())));
        Path wave = Files.writeString(
                home.resolve("wave.csv"),
                users.stream()
                        .map(user -> user + "," + tag + user + ",clone\n")
                        .collect(Collectors.joining("", "source_user,target_user,mode\n", "")));
        Path reports = home.resolve("report-" + System.nanoTime());
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "run"));
        command.addAll(List.of("-c", wave.toString(), "--config", config.toString()));
        command.addAll(List.of(
                "--report", reports.toString(), "--log", home.resolve("log").toString()));
        Peers.run(command, dir);
        try (Stream<Path> files = Files.walk(reports)) {
            JsonNode report = new ObjectMapper()
                    .readTree(files.filter(path -> path.endsWith("report.json"))
                            .findFirst()
                            .orElseThrow()
                            .toFile());
            return users.size() == 1
                    ? report.at("/accounts/0/seconds").asDouble()
                    : report.at("/seconds").asDouble();
        }
    }
}
