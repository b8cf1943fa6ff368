// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.world.Hanging;

/** Committed data is durable, whatever the URL asks for and however the process ended. */
class DurabilityIT {
    @TempDir
    Path dir;

    private Process process(String options, String wave, String end) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Dh2.bindAddress=127.0.0.1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HaltingWriter.class.getName(),
                        url() + options,
                        wave,
                        end)
                .redirectError(dir.resolve("error").toFile())
                .start();
    }

    private String url() {
        return "jdbc:h2:file:" + dir.resolve("ledger");
    }

    private static void halted(Process process) throws InterruptedException {
        assertThat(process.waitFor(Hanging.AFTER.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(HaltingWriter.EXIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";write_delay=60000;DB_CLOSE_DELAY=-1",
                ";INIT=SET WRITE_DELAY 60000",
                ";init=set/**/write_delay 60000"
            })
    void aCommitOutlivesAHaltRightAfterIt(String options) throws Exception {
        for (int life = 1; life <= 2; life++) {
            halted(process(options, "wave" + life, "halt"));
        }
        try (Ledger ledger = Ledger.open(url() + options, null)) {
            assertThat(ledger.waves().list()).extracting(Wave::name).contains("wave1.csv", "wave2.csv");
        }
    }

    @Test
    void aSecondProcessReadsAndWritesAtTheSameTimeAndContinuesWhenTheFirstIsGone() throws Exception {
        Process first = process("", "first", "wait");
        try (BufferedReader told =
                        new BufferedReader(new InputStreamReader(first.getInputStream(), StandardCharsets.UTF_8));
                Ledger ledger = openAfter(told)) {
            assertThat(ledger.waves().list()).extracting(Wave::name).containsExactly("first.csv");
            halted(process("", "third", "halt"));
            first.getOutputStream().close();
            halted(first);
            assertThat(ledger.waves().list())
                    .extracting(Wave::name)
                    .containsExactlyInAnyOrder("first.csv", "third.csv");
            halted(process("", "fourth", "halt"));
            assertThat(ledger.waves().list()).hasSize(3);
        } finally {
            first.destroyForcibly();
        }
    }

    private Ledger openAfter(BufferedReader told) throws IOException {
        assertThat(told.readLine()).isEqualTo("written");
        return Ledger.open(url(), null);
    }
}
