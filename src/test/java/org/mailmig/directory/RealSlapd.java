package org.mailmig.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Debian's slapd on a free port of the loopback, with people of its own; it can be stopped and started. */
final class RealSlapd implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/slapd");
    private final Path dir;
    private final int port;
    private Process process;

    RealSlapd(Path dir) throws Exception {
        this.dir = dir;
        this.port = freePort();
        Files.createDirectory(dir.resolve("db"));
        Files.writeString(conf(), resource("slapd.conf").replace("@DIR@", dir.toString()));
        Files.writeString(dir.resolve("people.ldif"), resource("slapd.ldif"));
        // slapadd is slapd under another name.
        Process add = program(
                "slapadd",
                "-q",
                "-f",
                conf().toString(),
                "-l",
                dir.resolve("people.ldif").toString());
        assertThat(add.waitFor()).describedAs(() -> log()).isZero();
        start();
    }

    static boolean installed() {
        return Files.isExecutable(PROGRAM);
    }

    String url() {
        return "ldap://127.0.0.1:" + port;
    }

    void start() throws IOException {
        process = program("slapd", "-d", "0", "-f", conf().toString(), "-h", url() + "/");
        await("slapd listens").atMost(Duration.ofSeconds(20)).until(this::listens);
    }

    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    @Override
    public void close() throws Exception {
        stop();
    }

    private boolean listens() {
        assertThat(process.isAlive()).describedAs(() -> log()).isTrue();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private Process program(String... command) throws IOException {
        command[0] = PROGRAM.resolveSibling(command[0]).toString();
        return new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(dir.resolve("log").toFile()))
                .start();
    }

    private String log() {
        try {
            return Files.readString(dir.resolve("log"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path conf() {
        return dir.resolve("slapd.conf");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = RealSlapd.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
