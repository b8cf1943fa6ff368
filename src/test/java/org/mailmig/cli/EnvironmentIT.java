// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.cli.demo.DemoServers;
import org.mailmig.cli.demo.DemoUser;
import org.mailmig.cli.output.ExitCode;

/**
 * Environment variables win over files, and what a command says of itself wins over both: a plan wrote a wave into the ledger that
 * MAILMIG_LEDGER_URL named. A variable that a file asks for and that is not set is no reason to take the default.
 */
class EnvironmentIT {
    @TempDir
    Path dir;

    /** A command in a process of its own; its exit code and what it said. */
    private record Said(int exit, String text) {}

    private Said command(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.mailmig.cli.Mailmig"));
        line.addAll(List.of(words));
        line.addAll(List.of("--log", dir.resolve("mailmig.log").toString()));
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).directory(dir.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MAILMIG_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    private String url(String name) {
        return "jdbc:h2:file:" + dir.resolve(name);
    }

    @Test
    void aPlanKeepsItsLedgerToItself() throws Exception {
        try (DemoServers servers = new DemoServers()) {
            RunWorld world = new RunWorld(dir, servers);
            Said said = command(
                    Map.of("MAILMIG_LEDGER_URL", url("of-the-environment")),
                    "plan",
                    "-c",
                    world.wave(DemoUser.ANNA).toString(),
                    "--config",
                    world.config().toString());
            assertThat(said.text()).contains(DemoUser.ANNA.source());
            assertThat(dir.resolve("of-the-environment.mv.db")).doesNotExist();
        }
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws Exception {
        Path config = Files.writeString(dir.resolve("my.properties"), "mailmig.ledger.url = " + url("of-the-file"));
        Said said = command(
                Map.of("MAILMIG_LEDGER_URL", url("of-the-environment")), "status", "--config", config.toString());
        assertThat(said.exit()).describedAs(said.text()).isZero();
        assertThat(dir.resolve("of-the-environment.mv.db")).exists();
        assertThat(dir.resolve("of-the-file.mv.db")).doesNotExist();
    }

    @Test
    void aVariableThatIsNotSetIsNamedAndNothingIsOpened() throws Exception {
        Path config = Files.writeString(dir.resolve("my.properties"), "mailmig.ledger.url = {{env:NOT_SET_AT_ALL}}");
        Said said = command(Map.of(), "status", "--config", config.toString());
        assertThat(said.exit()).isEqualTo(ExitCode.ERRORS);
        assertThat(said.text()).contains("mailmig.ledger.url", "NOT_SET_AT_ALL", "set");
        assertThat(dir.resolve("work")).doesNotExist();
    }

    @Test
    void eachSuchVariableIsNamedBeforeAnythingBegins() throws Exception {
        Path config = Files.writeString(
                dir.resolve("my.properties"),
                "mailmig.directory.url = {{env:NO_DIRECTORY}}\nmailmig.source.admin-password = {{env:NO_PASSWORD}}\n");
        Path wave = Files.writeString(dir.resolve("wave.csv"), "source_user,mode\nanna,clone\n");
        Said said = command(Map.of(), "run", "-c", wave.toString(), "--config", config.toString());
        assertThat(said.exit()).isEqualTo(ExitCode.ERRORS);
        assertThat(said.text())
                .contains(
                        "Nothing was started",
                        "mailmig.directory.url",
                        "NO_DIRECTORY",
                        "admin-password",
                        "NO_PASSWORD");
    }
}
