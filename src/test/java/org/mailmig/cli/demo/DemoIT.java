// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.cli.Cli;

/** The README's first command says what happens, and that happens. */
class DemoIT {
    private static final Pattern PLACE = Pattern.compile("All files of this demo are in (\\S+);");

    @TempDir
    Path dir;

    private Path files;

    @AfterEach
    void remove() throws Exception {
        if (files != null) {
            try (Stream<Path> all = Files.walk(files)) {
                all.sorted(java.util.Comparator.reverseOrder())
                        .forEach(each -> each.toFile().delete());
            }
        }
    }

    @Test
    void threeMoveOneIsRefusedOneFailsAndNoMailIsLost() throws Exception {
        Cli cli = new Cli(dir);
        int exit = cli.logged("demo");
        String told = cli.out.toString();

        assertThat(exit).describedAs("%s%s", told, cli.err).isEqualTo(2);
        assertThat(told).contains("600 messages are in 5 mailboxes", "Exit code 2", "Dead letter: ");
        for (DemoUser user : DemoUser.MOVING) {
            assertThat(told)
                    .containsSubsequence(
                            user.word() + " now has targetAddress SMTP:" + user.source(),
                            "mail for " + user.target() + " goes to the source",
                            user.word() + " no longer has a targetAddress",
                            "a message for " + user.word() + " was queued before that",
                            user.source() + "  swept: ",
                            user.source() + "  done: ");
        }
        assertThat(told)
                .contains(
                        "dora@old.example  refused: account dora@old.example: a clone needs an untouched target",
                        "emil@old.example  deadletter: The dead letter is ");
        Matcher late = Pattern.compile("(\\d+) of (\\d+) messages that arrived during the migration are in the target")
                .matcher(told);
        assertThat(late.find()).isTrue();
        assertThat(Integer.parseInt(late.group(2))).isPositive();
        assertThat(late.group(1))
                .describedAs("mail that arrived during the migration")
                .isEqualTo(late.group(2));
        Matcher place = PLACE.matcher(told);
        assertThat(place.find()).isTrue();
        files = Path.of(place.group(1));
        Map<String, String> ended = new HashMap<>();
        for (JsonNode account : report().path("accounts")) {
            ended.put(
                    account.path("account").asText(),
                    account.path("outcome").asText() + " "
                            + account.path("forwarder").asText());
        }
        assertThat(ended)
                .containsEntry("anna@old.example", "DONE cleared")
                .containsEntry("bert@old.example", "DONE cleared")
                .containsEntry("clara@old.example", "DONE cleared")
                .containsEntry("dora@old.example", "REFUSED none")
                .containsEntry("emil@old.example", "FAILED none")
                .hasSize(5);
    }

    private JsonNode report() throws Exception {
        try (Stream<Path> all = Files.walk(files)) {
            Path report =
                    all.filter(each -> each.endsWith("report.json")).findFirst().orElseThrow();
            return new ObjectMapper().readTree(report.toFile());
        }
    }
}
