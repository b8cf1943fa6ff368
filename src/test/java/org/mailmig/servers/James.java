// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * Apache James 3.8 on a free port of the loopback, with its mailboxes in memory ({@code src/test/james}), in a JVM and on a
 * class path of its own. Any user exists and has the password {@link #PASSWORD}; {@link Dovecot#ADMIN} can log in as any user by
 * SASL PLAIN with an authorization identity. No TLS.
 */
public final class James implements MailServer {
    public static final String PASSWORD = Dovecot.PASSWORD;

    private static final Path PROJECT = Path.of("src/test/james");
    private static final long MAVEN_MINUTES = 5;
    private final Daemon daemon = new Daemon("james");
    private final int[] ports = Ports.free(1);

    public James() {
        Path program = daemon.dir().resolve("JamesServer.java");
        try {
            Files.copy(PROJECT.resolve("JamesServer.java"), program);
            // The servers' user may not read the local repository.
            List<String> jars = new ArrayList<>();
            for (String jar : classPath().split(File.pathSeparator)) {
                Path copy = daemon.dir().resolve(Path.of(jar).getFileName());
                Files.copy(Path.of(jar), copy);
                jars.add(copy.toString());
            }
            daemon.handOver();
            daemon.start(
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            String.join(File.pathSeparator, jars),
                            program.toString(),
                            String.valueOf(ports[0]),
                            PASSWORD,
                            Dovecot.ADMIN,
                            Dovecot.ADMIN_PASSWORD),
                    ports);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As Maven resolves it; once for each state of the POM, since that takes seconds. */
    private static String classPath() throws IOException {
        Path known = Path.of("target/james.classpath").toAbsolutePath();
        Path pom = PROJECT.resolve("pom.xml");
        if (Files.exists(known)
                && Files.getLastModifiedTime(known).compareTo(Files.getLastModifiedTime(pom)) > 0
                && Arrays.stream(Files.readString(known).split(File.pathSeparator))
                        .allMatch(jar -> Files.exists(Path.of(jar)))) {
            return Files.readString(known);
        }
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-f", pom.toString()));
        String repository = System.getProperty("maven.local-repository");
        if (repository != null) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        if (System.getProperty("maven.offline", "").endsWith("true")) {
            command.add("-o");
        }
        command.addAll(List.of("dependency:build-classpath", "-Dmdep.outputFile=" + known));
        Path log = Path.of("target/james.log");
        Process maven = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!maven.waitFor(MAVEN_MINUTES, TimeUnit.MINUTES) || maven.exitValue() != 0) {
                maven.destroyForcibly();
                throw new AssertionError("Apache James cannot be fetched: " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            maven.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return Files.readString(known);
    }

    @Override
    public int imapPort() {
        return ports[0];
    }

    @Override
    public int imapsPort() {
        throw new IllegalStateException("James has no TLS here");
    }

    @Override
    public SSLContext sslContext() {
        return Certificate.loopback().sslContext();
    }

    @Override
    public String password(String user) {
        return PASSWORD;
    }

    public String log() {
        return daemon.log();
    }
}
