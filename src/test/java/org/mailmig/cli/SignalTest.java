package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.cli.demo.DemoServers;
import org.mailmig.cli.demo.DemoUser;
import org.mailmig.cli.demo.SampleMail;
import org.mailmig.ledger.Ledger;

/** Real signals to a process of its own. */
class SignalTest {
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

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
                ProcessHandle.current().info().command().orElseThrow(),
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
        long began = System.nanoTime();
        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(STOPS_WITHIN);
        assertThat(process.exitValue()).isEqualTo(exit);
        assertThat(output()).contains("To go on: run the same command again").doesNotContain("\tat ");
    }

    @Test
    void sigtermDuringTheSettlingIsWrittenDownAndTheNextRunGoesOn() throws Exception {
        new SampleMail(1).fill(servers.folder(servers.source, DemoUser.ANNA.source(), "INBOX"), DemoUser.ANNA, 20);
        RunWorld slow = new RunWorld(dir, servers, "mailmig.forwarder.settle = 1h");
        Path control = slow.wave(DemoUser.ANNA);
        run(slow, control);
        await().atMost(Duration.ofSeconds(30))
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
            await().atMost(Duration.ofSeconds(30)).until(() -> mute.calls() >= 4);

            terminated(143);
        }
        try (Ledger ledger = Ledger.open("jdbc:h2:file:" + dir.resolve("ledger"), null)) {
            assertThat(ledger.accounts().open()).isEqualTo(1_004);
            assertThat(output()).contains("with 1004 accounts not ended");
        }
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
