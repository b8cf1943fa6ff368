// SPDX-License-Identifier: Apache-2.0
package org.mailmig.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mailmig.servers.Certificate;
import org.mailmig.servers.Ports;
import org.mailmig.servers.ReadmeRights;
import org.mailmig.world.Hanging;

/** Debian's slapd on a free port of the loopback, with people of its own; it can be stopped and started. */
public final class RealSlapd implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/slapd");
    private final Path dir;
    private final int port;
    private final int tlsPort;
    private Process process;

    RealSlapd(Path dir) throws Exception {
        this(dir, Certificate.loopback());
    }

    RealSlapd(Path dir, Certificate certificate) throws Exception {
        this.dir = dir;
        int[] ports = Ports.free(2);
        this.port = ports[0];
        this.tlsPort = ports[1];
        certificate.writePem(dir);
        Files.writeString(
                conf(), resource("slapd.conf").replace("@DIR@", dir.toString()).replace("@RIGHTS@", rights()));
        Files.createDirectory(dir.resolve("people"));
        Files.createDirectory(dir.resolve("source"));
        load("dc=new,dc=example", "slapd.ldif");
        load("dc=old,dc=example", "slapd-source.ldif");
        start();
    }

    private void load(String suffix, String ldif) throws Exception {
        Path file = Files.writeString(dir.resolve(ldif), resource(ldif));
        // slapadd is slapd under another name.
        Process add = program("slapadd", "-q", "-b", suffix, "-f", conf().toString(), "-l", file.toString());
        assertThat(add.waitFor()).describedAs(() -> log()).isZero();
    }

    /** The account migrator has the rights for the forwarder, the account carrier also those for addresses. */
    private static String rights() {
        String carrier = "cn=carrier,dc=new,dc=example";
        return ReadmeRights.forwarder("cn=migrator,dc=new,dc=example")
                + ReadmeRights.addresses(carrier)
                + ReadmeRights.forwarder(carrier);
    }

    static boolean installed() {
        return Files.isExecutable(PROGRAM);
    }

    public String url() {
        return "ldap://127.0.0.1:" + port;
    }

    String ldapsUrl() {
        return "ldaps://127.0.0.1:" + tlsPort;
    }

    /** The certificate that it shows, which vouches for itself. */
    String caFile() {
        return dir.resolve("cert.pem").toString();
    }

    public void start() throws IOException {
        process = program("slapd", "-d", "0", "-f", conf().toString(), "-h", url() + "/ " + ldapsUrl() + "/");
        await("slapd listens").atMost(Hanging.AFTER).until(this::listens);
    }

    public void stop() throws InterruptedException {
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
}
