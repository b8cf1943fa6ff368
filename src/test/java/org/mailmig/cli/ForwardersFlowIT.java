// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.cli.demo.DemoServers;
import org.mailmig.cli.demo.DemoUser;
import org.mailmig.cli.demo.SampleMail;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.ledger.Ledger;

/** Roll back, and the matching as a file, by the real commands. */
class ForwardersFlowIT {
    @TempDir
    Path dir;

    private DemoServers servers;
    private Cli cli;
    private RunWorld world;

    @BeforeEach
    void start() throws Exception {
        servers = new DemoServers();
        new SampleMail(0).fill(servers.folder(servers.source, DemoUser.ANNA.source(), "INBOX"), DemoUser.ANNA, 3);
        cli = new Cli(dir);
        world = new RunWorld(dir, servers);
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private int command(String... words) {
        cli = new Cli(dir);
        return cli.logged(Stream.concat(
                        Stream.of(words), Stream.of("--config", world.config().toString()))
                .toArray(String[]::new));
    }

    @Test
    void aWaveIsRolledBackAndItsReverseControlFileCopiesBackWhatTheTargetGot() throws Exception {
        Path control = world.wave(DemoUser.ANNA);
        assertThat(command("run", "-c", control.toString()))
                .as("%s%s", cli.out, cli.err)
                .isZero();
        assertThat(command("forwarders")).isZero();
        assertThat(cli.out.toString()).contains("No forwarders set by mailmig are in place.");
        new SampleMail(7).fill(servers.folder(servers.target, DemoUser.ANNA.target(), "INBOX"), DemoUser.ANNA, 1);

        assertThat(command("forwarders", "--restore", "wave.csv"))
                .as("%s", cli.err)
                .isZero();

        assertThat(servers.targetAddress(DemoUser.ANNA)).contains("SMTP:" + DemoUser.ANNA.source());
        assertThat(cli.err.toString()).contains("is not copied back by this", "add the passwords of rows");
        List<String> reverse = cli.out.toString().lines().toList();
        assertThat(reverse)
                .containsExactly(
                        "source_user,target_user,address,mode,dn,source_server,target_server",
                        String.join(
                                ",",
                                DemoUser.ANNA.target(),
                                DemoUser.ANNA.source(),
                                DemoUser.ANNA.target(),
                                "merge",
                                "\"" + DemoUser.ANNA.dn() + "\"",
                                "target",
                                "source"));
        assertThat(cli.out + "" + cli.err).doesNotContain(DemoUser.ANNA.sourcePassword());

        Path back = Files.writeString(
                dir.resolve("back.csv"),
                reverse.get(0) + ",source_password,target_password\n" + reverse.get(1) + ","
                        + DemoUser.ANNA.targetPassword() + "," + DemoUser.ANNA.sourcePassword() + "\n");
        assertThat(command("run", "-c", back.toString()))
                .as("%s%s", cli.out, cli.err)
                .isZero();
        assertThat(servers.messages(servers.source, DemoUser.ANNA.source())).isEqualTo(4);
        assertThat(servers.targetAddress(DemoUser.ANNA)).isPresent();

        assertThat(command("forwarders", "--clear-stale")).isZero();
        assertThat(cli.out.toString()).contains("0 cleared.", "restored");
    }

    @Test
    void whatADeadRunLeftIsCleared() throws Exception {
        Path control = world.wave(DemoUser.ANNA);
        assertThat(command("run", "-c", control.toString())).isZero();
        // As a run leaves it that dies between its clear and what it writes down of it, and stands in the way
        // afterwards.
        try (Ledger ledger = Ledger.open("jdbc:h2:file:" + dir.resolve("ledger"), null)) {
            org.mailmig.Account anna = ledger.accounts()
                    .list(ledger.waves().list().get(0).id())
                    .get(0)
                    .account();
            ledger.forwarders().standing(anna);
        }
        assertThat(command("forwarders")).isZero();
        assertThat(cli.out.toString()).contains("is gone from the directory", "stale");
        assertThat(command("forwarders", "--clear-stale")).isZero();
        assertThat(cli.out.toString()).contains("1 cleared.", "No forwarders set by mailmig are in place.");
    }

    @Test
    void ifTheDirectoryDoesNotAnswerNothingIsClearedAndTheExitCodeShowsIt() throws Exception {
        Path control = world.wave(DemoUser.ANNA);
        assertThat(command("run", "-c", control.toString())).isZero();
        assertThat(command("forwarders", "--restore", "wave.csv")).isZero();
        cli = new Cli(dir);
        assertThat(cli.logged("forwarders", "--clear-stale", "--config", wrongPassword()))
                .isEqualTo(ExitCode.ERRORS);
        assertThat(cli.err.toString()).contains(DemoUser.ANNA.source() + ": ", "refuses the login");
        assertThat(cli.out.toString()).contains("0 cleared.");
        assertThat(servers.targetAddress(DemoUser.ANNA)).isPresent();
    }

    @Test
    void noForwardersAreReportedOnlyIfTheDirectoryHasAnswered() throws Exception {
        assertThat(command("run", "-c", world.wave(DemoUser.ANNA).toString())).isZero();
        cli = new Cli(dir);
        assertThat(cli.logged("forwarders", "--config", wrongPassword())).isEqualTo(ExitCode.ERRORS);
        assertThat(cli.err.toString()).contains("refuses the login");
        assertThat(cli.out.toString()).doesNotContain("No forwarder");
    }

    private String wrongPassword() throws IOException {
        return Files.writeString(
                        dir.resolve("wrong.properties"),
                        Files.readString(world.config()) + "mailmig.directory.password = wrong\n")
                .toString();
    }

    @Test
    void thePlanWritesTheMatchingAndTheEditedFileRuns() throws Exception {
        Path control = world.wave(DemoUser.ANNA);
        Path matched = dir.resolve("matched.csv");

        assertThat(command("plan", "-c", control.toString(), "--matched", matched.toString()))
                .as("%s%s", cli.out, cli.err)
                .isZero();

        assertThat(cli.err.toString()).contains("1 of 1 rows", "their own passwords");
        List<String> lines = Files.readAllLines(matched);
        assertThat(lines).hasSize(2).first().isEqualTo("source_user,target_user,address,mode,dn");
        assertThat(lines.get(1)).contains(DemoUser.ANNA.dn()).doesNotContain(DemoUser.ANNA.sourcePassword());
        assertThat(command("plan", "-c", control.toString(), "--matched", matched.toString()))
                .isEqualTo(ExitCode.ERRORS); // nothing is written over what was edited

        Path edited = Files.writeString(
                dir.resolve("edited.csv"),
                lines.get(0) + ",source_password,target_password\n"
                        + lines.get(1).replace(DemoUser.ANNA.dn(), DemoUser.BERT.dn()) + ","
                        + DemoUser.ANNA.sourcePassword() + "," + DemoUser.ANNA.targetPassword() + "\n");
        // What is edited is asked again: the entry must be the row's.
        assertThat(command("plan", "-c", edited.toString())).isEqualTo(ExitCode.ERRORS);
        assertThat(cli.out.toString()).contains(DemoUser.BERT.dn(), "does not belong to " + DemoUser.ANNA.target());

        String other = DemoUser.ANNA.dn().toUpperCase(Locale.ROOT).replace(",", ", ");
        Files.writeString(edited, Files.readString(edited).replace(DemoUser.BERT.dn(), other));
        assertThat(command("plan", "-c", edited.toString()))
                .as("%s%s", cli.out, cli.err)
                .isZero();
    }
}
