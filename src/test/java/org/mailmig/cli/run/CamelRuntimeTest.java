// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.Progress;
import org.mailmig.cli.config.CommandException;
import org.mailmig.cli.config.Configuration;
import org.mailmig.cli.config.InstallDir;
import org.mailmig.cli.output.NoDisplay;
import org.mailmig.config.Settings;

class CamelRuntimeTest {
    @TempDir
    Path dir;

    private CamelRuntime start(String mine, Map<String, String> options, String routes) throws Exception {
        Path given = Files.writeString(dir.resolve("my.properties"), mine);
        Map<String, String> keys = new HashMap<>(options);
        keys.put("mailmig.intake.dir", dir.resolve("intake").toString());
        return CamelRuntime.start(
                Configuration.load(new InstallDir(Optional.empty()), given, keys, Map.of()),
                List.of(routes),
                new NoDisplay());
    }

    @Test
    void routesReadDefaultsFileAndOptionsInThatOrder() throws Exception {
        try (CamelRuntime engine = start(
                "mailmig.report.dir = /mine\nmailmig.dead-letter.dir = /mine\n",
                Map.of("mailmig.dead-letter.dir", "/option"),
                "10-intake")) {
            Settings settings = Settings.of(engine.context());
            assertThat(settings.get("mailmig.report.dir")).isEqualTo("/mine");
            assertThat(settings.get("mailmig.dead-letter.dir")).isEqualTo("/option");
            assertThat(settings.integer("mailmig.accounts.in-flight")).isEqualTo(4);
            assertThat(Progress.of(engine.context())).isInstanceOf(NoDisplay.class);
        }
    }

    @Test
    void aGivenFileIsTakenWithoutWatchingTheDropFolder() throws Exception {
        try (CamelRuntime engine = start("", CamelRuntime.byHand(), "10-intake")) {
            assertThat(engine.context().getRouteController().getRouteStatus("mailmig-intake"))
                    .isEqualTo(ServiceStatus.Stopped);
            assertThat(engine.context().getRouteController().getRouteStatus("mailmig-control-file"))
                    .isEqualTo(ServiceStatus.Started);
        }
    }

    @Test
    void keysOfCamelItselfWorkToo() throws Exception {
        try (CamelRuntime engine = start("camel.beans.extra = #class:java.util.ArrayList\n", Map.of(), "10-intake")) {
            assertThat(engine.context().getRegistry().lookupByName("extra")).isInstanceOf(java.util.ArrayList.class);
        }
    }

    @Test
    void routesThatDoNotStartAreReportedInOneSentence() {
        assertThatThrownBy(() -> start(
                        String.join(
                                "\n",
                                "mailmig.accounts.uri = nosuch:queue",
                                "mailmig.accounts.producer = a=b",
                                "mailmig.accounts.consumer = a=b"),
                        Map.of(),
                        "20-account"))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("The routes cannot be started: ");
    }

    @Test
    void everyKeyWithAWrongFormIsReportedAtOnceAndNothingStarts() {
        assertThatThrownBy(() -> start(
                        String.join(
                                "\n",
                                "mailmig.sweep.wait = soon",
                                "mailmig.accounts.in-flight = many",
                                "mailmig.redelivery.attempts = 0",
                                "mailmig.target.when-initialised = perhaps",
                                "mailmig.servers = third",
                                "mailmig.third.admin-style = root",
                                "mailmig.third.pipelining = never",
                                "mailmig.third.reply-timeout = 5 parsecs"),
                        Map.of(),
                        "*"))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("Nothing was started: ")
                .hasMessageContainingAll(
                        "mailmig.sweep.wait must be a time such as 10s or 5m, not \"soon\"",
                        "mailmig.accounts.in-flight must be a whole number, not \"many\"",
                        "mailmig.redelivery.attempts must be at least 1, not \"0\"",
                        "mailmig.target.when-initialised must be one of refuse, merge, not \"perhaps\"",
                        "mailmig.third.admin-style must be one of authzid, dovecot,",
                        "mailmig.third.pipelining must be true or false, not \"never\"",
                        "mailmig.third.reply-timeout must be a time");
    }
}
