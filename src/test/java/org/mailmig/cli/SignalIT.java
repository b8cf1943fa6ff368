// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.cli.demo.DemoServers;
import org.mailmig.cli.demo.DemoUser;
import org.mailmig.cli.demo.SampleMail;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.flow.LyingLine;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.world.Alone;
import org.mailmig.world.Hanging;

/** Real signals to a process of its own. */
@Alone
class SignalIT {
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

    private static final int MANY = 300;
    private static final int QUEUED = 1_000;

    @TempDir
    Path dir;

    private DemoServers servers;
    private Process process;

    @BeforeEach
    void start() throws Exception {
        servers = new DemoServers();
    }

    @AfterEach
    void stop() {
        if (process != null) {
            process.destroyForcibly();
        }
        servers.close();
    }

    private void run(RunWorld world, Path control) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT", // a shell in the background has it ignored, and Java would obey
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC", // as the launcher starts it
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.mailmig.cli.Mailmig",
                "run",
                "-c",
                control.toString(),
                "--config",
                world.config().toString(),
                "--log",
                dir.resolve("mailmig.log").toString()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("output").toFile())
                .start();
    }

    private String output() throws IOException {
        return Files.readString(dir.resolve("output"));
    }

    private void terminated(int exit) throws Exception {
        signalled("TERM", exit);
    }

    private void signalled(String signal, int exit) throws Exception {
        long began = System.nanoTime();
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(STOPS_WITHIN);
        assertThat(process.exitValue()).isEqualTo(exit);
        assertThat(output()).contains("To resume: run the same command again").doesNotContain("\tat ");
    }

    @Test
    void sigtermDuringTheSettlingIsSavedAndTheNextRunResumes() throws Exception {
        new SampleMail(1).fill(servers.folder(servers.source, DemoUser.ANNA.source(), "INBOX"), DemoUser.ANNA, 20);
        RunWorld slow = new RunWorld(dir, servers, "mailmig.forwarder.settle = 1h");
        Path control = slow.wave(DemoUser.ANNA);
        run(slow, control);
        await().atMost(Hanging.AFTER)
                .until(() -> servers.targetAddress(DemoUser.ANNA).isPresent());

        terminated(143);

        assertThat(servers.targetAddress(DemoUser.ANNA)).isPresent();
        RunWorld fast = new RunWorld(dir, servers);
        Cli cli = new Cli(dir);
        assertThat(cli.logged(
                        "run",
                        "-c",
                        control.toString(),
                        "--config",
                        fast.config().toString()))
                .as("%s%s", cli.out, cli.err)
                .isZero();
        assertThat(servers.messages(servers.target, DemoUser.ANNA.target())).isEqualTo(20);
        assertThat(servers.targetAddress(DemoUser.ANNA)).isEmpty();
    }

    @Test
    void sigtermWithFourInFlightAndAThousandQueuedEndsWithinTenSeconds() throws Exception {
        try (Mute mute = new Mute()) {
            RunWorld world = new RunWorld(
                    dir, servers, "mailmig.source.uri = imap://127.0.0.1:" + mute.port(), "mailmig.directory.url =");
            StringBuilder rows = new StringBuilder("source_user,source_password,target_password\n");
            for (int number = 0; number < 1_004; number++) {
                rows.append("user").append(number).append("@old.example,a,b\n");
            }
            Path control = Files.writeString(dir.resolve("wave.csv"), rows);
            run(world, control);
            await().atMost(Hanging.AFTER).until(() -> mute.calls() >= 4);

            terminated(143);
        }
        try (Ledger ledger = Ledger.open("jdbc:h2:file:" + dir.resolve("ledger"), null)) {
            assertThat(ledger.accounts().open()).isEqualTo(1_004);
            assertThat(output()).contains("with 1004 accounts unfinished");
        }
    }

    @Test
    void fourCopiesUnderWayAreInterruptedByEitherSignalAndTheSameCommandBringsEachMessageOnce() throws Exception {
        List<DemoUser> copied = List.of(DemoUser.ANNA, DemoUser.BERT, DemoUser.CLARA, DemoUser.DORA);
        for (DemoUser user : copied) {
            new SampleMail(1).fill(servers.folder(servers.source, user.source(), "INBOX"), user, MANY);
        }
        AtomicLong nanosALine = new AtomicLong(500_000);
        try (LyingLine slow = new LyingLine(servers.source.getImap().getPort(), request -> request, answer -> {
            if (!answer.startsWith("* ")) {
                LockSupport.parkNanos(nanosALine.get()); // of a message
            }
            return answer;
        })) {
            RunWorld world = new RunWorld(dir, servers, "mailmig.source.uri = imap://127.0.0.1:" + slow.port());
            Path control = world.wave(copied.toArray(DemoUser[]::new));
            queueBehind(control);

            interrupted("INT", 130, world, control, copied, 4);
            interrupted("TERM", 143, world, control, copied, 8);

            nanosALine.set(0);
            Cli cli = new Cli(dir);
            int exit = cli.logged(
                    "run", "-c", control.toString(), "--config", world.config().toString());
            assertThat(exit).as("%s%s", cli.out, cli.err).isEqualTo(ExitCode.ERRORS);
            assertThat(cli.out.toString()).contains("4 of " + (4 + QUEUED) + " DONE, " + QUEUED + " refused.");
        }
        assertThat(standing(copied)).containsOnly((long) MANY);
    }

    /** Quick to end once their turn comes: the directory has nobody of these names. */
    private static void queueBehind(Path control) throws Exception {
        StringBuilder rows = new StringBuilder();
        for (int number = 0; number < QUEUED; number++) {
            rows.append("nobody").append(number).append(",,,a,b,clone\n");
        }
        Files.writeString(control, rows, StandardOpenOption.APPEND);
    }

    private void interrupted(
            String signal, int exit, RunWorld world, Path control, List<DemoUser> copied, int interruptions)
            throws Exception {
        List<Long> before = standing(copied);
        run(world, control);
        await("messages of all four").atMost(Hanging.AFTER).until(() -> {
            List<Long> now = standing(copied);
            return IntStream.range(0, now.size()).allMatch(i -> now.get(i) > before.get(i));
        });

        signalled(signal, exit);

        assertThat(standing(copied)).allMatch(count -> count < MANY);
        assertThat(output()).contains("with " + (QUEUED + 4) + " accounts unfinished");
        try (Ledger ledger = Ledger.open("jdbc:h2:file:" + dir.resolve("ledger"), null)) {
            assertThat(ledger.accounts().list("wave-1"))
                    .hasSize(QUEUED + 4)
                    .allMatch(account -> account.state() == AccountState.State.WAITING);
            assertThat(ledger.events().list("wave-1", 0, 100))
                    .filteredOn(event -> event.kind() == EventKind.INTERRUPTED)
                    .hasSize(interruptions);
        }
    }

    private List<Long> standing(List<DemoUser> users) throws Exception {
        List<Long> counts = new ArrayList<>();
        for (DemoUser user : users) {
            counts.add(servers.messages(servers.target, user.target()));
        }
        return counts;
    }

    /** Accepts and never says a word. */
    private static final class Mute implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> calls = new CopyOnWriteArrayList<>();

        Mute() throws IOException {
            Thread thread = new Thread(this::accept, "mute");
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() {
            try {
                while (true) {
                    calls.add(socket.accept());
                }
            } catch (IOException e) {
                // closed: the test is over
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        int calls() {
            return calls.size();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            for (Socket call : calls) {
                call.close();
            }
        }
    }
}
