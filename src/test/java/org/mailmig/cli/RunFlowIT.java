// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.cli.demo.DemoServers;
import org.mailmig.cli.demo.DemoUser;
import org.mailmig.cli.demo.SampleMail;
import org.mailmig.cli.output.ExitCode;

/** The commands on embedded servers, from the control file to the report. */
class RunFlowIT {
    @TempDir
    Path dir;

    private DemoServers servers;
    private Cli cli;
    private RunWorld world;

    @BeforeEach
    void start() throws Exception {
        servers = new DemoServers();
        for (DemoUser user : List.of(DemoUser.ANNA, DemoUser.BERT)) {
            for (String folder : SampleMail.FOLDERS) {
                new SampleMail(user.ordinal()).fill(servers.folder(servers.source, user.source(), folder), user, 5);
            }
        }
        cli = new Cli(dir);
        world = new RunWorld(dir, servers);
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private int command(String command, Path control, String... more) {
        String[] words = Stream.concat(
                        Stream.of(
                                command,
                                "-c",
                                control.toString(),
                                "--config",
                                world.config().toString()),
                        Stream.of(more))
                .toArray(String[]::new);
        return cli.logged(words);
    }

    @Test
    void aRunMovesTheMailboxesWritesItsReportAndShowsNoPassword() throws Exception {
        Path control = world.wave(DemoUser.ANNA, DemoUser.BERT);

        assertThat(command("run", control)).as("%s%s", cli.out, cli.err).isZero();

        assertThat(servers.messages(servers.target, DemoUser.ANNA.target())).isEqualTo(30);
        assertThat(servers.messages(servers.target, DemoUser.BERT.target())).isEqualTo(30);
        JsonNode report = report();
        assertThat(report.get("outcome").asText()).isEqualTo("DONE");
        assertThat(report.at("/accounts/0/copied").asInt()).isEqualTo(30);
        assertThat(report.at("/accounts/0/forwarder").asText()).isEqualTo("cleared");
        assertThat(servers.targetAddress(DemoUser.ANNA)).isEmpty();
        assertThat(cli.out.toString()).contains("The report is in " + dir.resolve("report"));
        assertThat(filesWith(DemoUser.ANNA.sourcePassword(), control)).isEmpty();
        assertThat(filesWith(servers.bindPassword(), world.config())).isEmpty();
        assertThat(cli.out + "" + cli.err).doesNotContain(DemoUser.ANNA.sourcePassword(), servers.bindPassword());
    }

    @Test
    void theCommandInADeadLetterResumesAsItIs() throws Exception {
        world = new RunWorld(dir, servers, "mailmig.ledger.key = keeps the row's passwords");
        new SampleMail(9).fill(servers.folder(servers.target, DemoUser.BERT.target(), "INBOX"), DemoUser.BERT, 1);
        assertThat(command("run", world.wave(DemoUser.BERT))).isEqualTo(ExitCode.ERRORS);
        String retry = letter().get("retry").asText();
        assertThat(retry).startsWith("./mailmig retry wave-1 bert@old.example --config ");
        assertThat(cli.out.toString()).contains("./mailmig retry wave-1 --config " + world.config());

        String[] words = retry.split(" ");
        setting("mailmig.directory.password = mistyped");
        assertThat(cli.logged(Arrays.copyOfRange(words, 1, words.length))).isEqualTo(ExitCode.ERRORS);
        assertThat(cli.err.toString()).contains("Nothing was started", "mailmig.directory.password");

        setting("mailmig.directory.password = " + servers.bindPassword());
        setting("mailmig.target.when-initialised = merge");
        assertThat(cli.logged(Arrays.copyOfRange(words, 1, words.length)))
                .as("%s%s", cli.out, cli.err)
                .isEqualTo(ExitCode.WARNINGS);
        assertThat(servers.messages(servers.target, DemoUser.BERT.target())).isEqualTo(31);
    }

    private void setting(String line) throws IOException {
        Files.writeString(world.config(), line + "\n", StandardOpenOption.APPEND);
    }

    private JsonNode letter() throws IOException {
        try (Stream<Path> letters = Files.list(dir.resolve("dead-letter"))) {
            return new ObjectMapper().readTree(letters.findFirst().orElseThrow().toFile());
        }
    }

    @Test
    void theSameFileAgainCopiesNothingTwice() throws Exception {
        Path control = world.wave(DemoUser.ANNA);
        assertThat(command("run", control)).isZero();

        assertThat(command("run", control)).as("%s%s", cli.out, cli.err).isZero();

        assertThat(servers.messages(servers.target, DemoUser.ANNA.target())).isEqualTo(30);
        assertThat(report().at("/accounts/0/copied").asInt()).isZero();
    }

    @Test
    void aPlanCountsRefusesAndWritesNothing() throws Exception {
        new SampleMail(9).fill(servers.folder(servers.target, DemoUser.BERT.target(), "INBOX"), DemoUser.BERT, 1);
        Path control = world.wave(DemoUser.ANNA, DemoUser.BERT);

        assertThat(command("plan", control)).isEqualTo(ExitCode.ERRORS);

        assertThat(cli.out.toString())
                .containsPattern("anna@old.example +run +clone +[67] +30")
                .containsPattern("bert@old.example +refuse")
                .contains(DemoUser.ANNA.dn(), "1 of 2 accounts would run: 30 messages");
        assertThat(servers.messages(servers.target, DemoUser.ANNA.target())).isZero();
        assertThat(servers.targetAddress(DemoUser.ANNA)).isEmpty();
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("wave.csv", "my.properties", "mailmig.log");
        }
    }

    @Test
    void aWrongPasswordEndsAsADeadLetterAndExitCode2() throws Exception {
        Path control = world.wave(DemoUser.ANNA);
        Files.writeString(control, Files.readString(control).replace(DemoUser.ANNA.sourcePassword(), "mistyped-word"));

        assertThat(command("run", control)).isEqualTo(ExitCode.ERRORS);

        assertThat(report().at("/accounts/0/outcome").asText()).isEqualTo("FAILED");
        assertThat(servers.targetAddress(DemoUser.ANNA)).isEmpty();
        try (Stream<Path> letters = Files.list(dir.resolve("dead-letter"))) {
            assertThat(letters).hasSize(1);
        }
        assertThat(filesWith("mistyped-word", control)).isEmpty();
        assertThat(cli.out + "" + cli.err).doesNotContain("mistyped-word", "\tat ");
    }

    @Test
    void aBadControlFileBeginsNothing() throws Exception {
        Path control = Files.writeString(dir.resolve("wave.csv"), "source_user,colour\nanna,red\n");

        assertThat(command("run", control)).isEqualTo(ExitCode.ERRORS);

        assertThat(cli.err.toString()).contains("colour", "Nothing was started").doesNotContain("\tat ");
        assertThat(dir.resolve("report")).doesNotExist();
    }

    /** The newest report. */
    private JsonNode report() throws IOException {
        try (Stream<Path> folders = Files.list(dir.resolve("report"))) {
            Path newest = folders.max(
                            java.util.Comparator.comparing(file -> file.toFile().lastModified()))
                    .orElseThrow();
            return new ObjectMapper().readTree(newest.resolve("report.json").toFile());
        }
    }

    /** All files beneath the test's folder that hold the word, the given one left out. */
    private List<Path> filesWith(String word, Path but) throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(but))
                    .filter(file -> holds(file, word))
                    .toList();
        }
    }

    private static boolean holds(Path file, String word) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(word);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
