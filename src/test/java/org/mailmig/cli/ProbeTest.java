// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
import org.mailmig.ledger.wave.Event;
import org.mailmig.ledger.wave.EventKind;

/** The probe message of the mail-flow test, through an MTA that reads the directory and one that does not. */
class ProbeTest {
    @TempDir
    Path dir;

    private DemoServers servers;
    private GreenMail mta;
    private Thread queue;
    private volatile boolean obeys = true;

    @BeforeEach
    void start() throws Exception {
        servers = new DemoServers();
        new SampleMail(0).fill(servers.folder(servers.source, DemoUser.ANNA.source(), "INBOX"), DemoUser.ANNA, 3);
        mta = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mta.start();
        queue = new Thread(this::deliver, "mta");
        queue.start();
    }

    @AfterEach
    void stop() throws Exception {
        queue.interrupt();
        queue.join();
        mta.stop();
        servers.close();
    }

    private void deliver() {
        try {
            for (int done = 0; ; Thread.sleep(30)) {
                for (MimeMessage[] all = mta.getReceivedMessages(); done < all.length; done++) {
                    Optional<String> elsewhere = obeys ? servers.targetAddress(DemoUser.ANNA) : Optional.empty();
                    GreenMail to = elsewhere.isPresent() ? servers.source : servers.target;
                    String user = elsewhere.isPresent() ? DemoUser.ANNA.source() : DemoUser.ANNA.target();
                    to.getUserManager().getUser(user).deliver(all[done]);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private int run(String wait) throws Exception {
        RunWorld world = new RunWorld(
                dir,
                servers,
                "mailmig.forwarder.probe = true",
                "mailmig.probe.smtp = smtp://127.0.0.1:" + mta.getSmtp().getPort(),
                "mailmig.probe.mail-from = postmaster@old.example",
                "mailmig.probe.wait = " + wait);
        Path control = world.wave(DemoUser.ANNA);
        return new Cli(dir)
                .logged(Stream.of(
                                "run",
                                "-c",
                                control.toString(),
                                "--config",
                                world.config().toString())
                        .toArray(String[]::new));
    }

    private List<String> probes() {
        try (Ledger ledger = Ledger.open("jdbc:h2:file:" + dir.resolve("ledger"), null)) {
            String wave = ledger.waves().list().get(0).id();
            return ledger.events().list(wave, 0, 1000).stream()
                    .filter(event -> event.kind() == EventKind.PROBE)
                    .map(Event::text)
                    .toList();
        }
    }

    @Test
    void aMessageReachesTheSourceAfterTheStampAndTheTargetAfterTheClear() throws Exception {
        assertThat(run("20s")).isZero();

        assertThat(probes())
                .hasSize(4)
                .satisfiesExactly(
                        text -> assertThat(text).contains("was sent to " + DemoUser.ANNA.target(), "the source"),
                        text -> assertThat(text).contains("reached the source", "stays in the INBOX"),
                        text -> assertThat(text).contains("was sent to", "the target"),
                        text -> assertThat(text).contains("reached the target", "removed"));
        // The one in the source was copied like any message, the other is gone.
        assertThat(servers.messages(servers.source, DemoUser.ANNA.source())).isEqualTo(4);
        assertThat(servers.messages(servers.target, DemoUser.ANNA.target())).isEqualTo(4);
        assertThat(mta.getReceivedMessages()).hasSize(2);
    }

    @Test
    void whereTheMtaDoesNotObeyTheDirectoryNothingIsCopied() throws Exception {
        obeys = false;
        assertThat(run("1s")).isEqualTo(ExitCode.ERRORS);

        assertThat(servers.targetAddress(DemoUser.ANNA)).isPresent(); // kept: the account FAILED
        assertThat(servers.messages(servers.target, DemoUser.ANNA.target()))
                .isEqualTo(1); // the probe, and nothing of ours
        assertThat(probes()).hasSize(1);
    }

    @Test
    void withoutAnMtaTheAccountIsTriedAgainAndFailsWithItsForwarderKept() throws Exception {
        int port = 1; // tcpmux: nobody listens there, and no ephemeral port is ever given out there
        RunWorld world = new RunWorld(
                dir,
                servers,
                "mailmig.forwarder.probe = true",
                "mailmig.probe.smtp = smtp://127.0.0.1:" + port,
                "mailmig.probe.mail-from = postmaster@old.example",
                "mailmig.probe.wait = 1s",
                "mailmig.redelivery.attempts = 2",
                "mailmig.redelivery.delay = 20");
        Cli cli = new Cli(dir);
        Path control = world.wave(DemoUser.ANNA);
        assertThat(cli.logged(
                        "run",
                        "-c",
                        control.toString(),
                        "--config",
                        world.config().toString()))
                .isEqualTo(ExitCode.ERRORS);
        assertThat(cli.out.toString()).contains("mailmig.probe.smtp");
        assertThat(servers.messages(servers.target, DemoUser.ANNA.target())).isZero();
    }
}
