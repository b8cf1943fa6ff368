// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mailmig.cli.Cli;
import org.mailmig.ledger.Ledger;
import org.mailmig.servers.Certificate;
import org.mailmig.servers.Directory;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.Slapd;

/**
 * An operator's folder with a configuration for two Dovecots and slapd. Each command runs as a separate process. The source is
 * reached by STARTTLS with Dovecot's master user, the target by TLS with SASL PLAIN.
 */
final class Migration {
    private static final long LONGEST_RUN_SECS = 600;
    private final Path dir;
    private final Map<String, String> keys = new TreeMap<>();
    private List<String> jvm = List.of();
    private String classPath = System.getProperty("java.class.path");

    Migration(Path dir, Dovecot source, Dovecot target) {
        this.dir = dir;
        side("source", source.imapUri(), "dovecot");
        side("target", target.imapsUri(), "authzid");
        with("mailmig.sweep.wait", "0s");
        with("mailmig.console.enabled", "false");
        with("mailmig.ledger.url", "jdbc:h2:file:" + dir.resolve("ledger"));
        with("mailmig.intake.dir", dir.resolve("intake").toString());
        with("mailmig.dead-letter.dir", dir.resolve("dead-letter").toString());
        with("mailmig.report.dir", dir.resolve("report").toString());
    }

    /** The exit code and output of a command. */
    record Ended(int exit, String output, JsonNode report) {
        JsonNode account(String name) {
            for (JsonNode each : report.path("accounts")) {
                if (each.path("account").asText().equals(name)) {
                    return each;
                }
            }
            throw new AssertionError("No account " + name + " in " + report);
        }
    }

    Migration with(String key, String value) {
        keys.put(key, value);
        return this;
    }

    Migration with(Slapd directory, String forwardDomain) {
        return with("mailmig.directory.url", directory.ldapsUrl())
                .with("mailmig.directory.base", Directory.BASE)
                .with("mailmig.directory.bind-dn", Directory.ADMIN)
                .with("mailmig.directory.password", "{{env:BIND_PASSWORD}}")
                .with("mailmig.forwarder.domain", forwardDomain)
                .with("mailmig.forwarder.settle", "100");
    }

    /** {@code run} on a control file of these lines, with the report that it wrote. */
    Ended run(List<String> controlFile, String... options) {
        return beginRun(controlFile, options).ended();
    }

    Ended command(List<String> arguments) {
        return begin(arguments).ended();
    }

    /** The same, while the test does something else. */
    Running beginRun(List<String> controlFile, String... options) {
        try {
            Path wave = Files.write(dir.resolve("wave.csv"), controlFile);
            List<String> arguments = new ArrayList<>(List.of("run", "-c", wave.toString()));
            arguments.addAll(List.of(options));
            return begin(arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something in the ledger that only a dying process would leave there. */
    void inLedger(Consumer<Ledger> change) {
        try (Ledger ledger = Ledger.open(keys.get("mailmig.ledger.url"), null)) {
            change.accept(ledger);
        }
    }

    /** Options of the process's Java. */
    Migration jvm(List<String> options) {
        jvm = options;
        return this;
    }

    Migration classPath(String other) {
        classPath = other;
        return this;
    }

    /** {@code run} without a process of its own. */
    Ended inThisProcess(Cli cli, List<String> controlFile) {
        try {
            Path wave = Files.write(dir.resolve("wave.csv"), controlFile);
            configure();
            int exit = cli.logged(
                    "run",
                    "-c",
                    wave.toString(),
                    "--config",
                    dir.resolve("my.properties").toString());
            return new Ended(exit, cli.out.toString() + cli.err, newestReport());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void configure() throws IOException {
        Files.writeString(
                dir.resolve("my.properties"),
                keys.entrySet().stream()
                        .map(each -> each.getKey() + " = " + each.getValue() + "\n")
                        .collect(Collectors.joining()));
    }

    /** Any command, while the test does something else. */
    Running begin(List<String> arguments) {
        try {
            configure();
            Path output = Files.createTempFile(dir, "output", ".txt");
            return new Running(arguments, start(arguments, output), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command that has not ended yet. */
    final class Running {
        private final List<String> arguments;
        private final Process process;
        private final Path output;

        private Running(List<String> arguments, Process process, Path output) {
            this.arguments = arguments;
            this.process = process;
            this.output = output;
        }

        /** What it wrote so far. */
        String output() {
            try {
                return Files.readString(output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Process process() {
            return process;
        }

        boolean isAlive() {
            return process.isAlive();
        }

        /** As a power cut does it. */
        void kill() {
            try {
                process.destroyForcibly().waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        Ended ended() {
            try {
                if (!process.waitFor(LONGEST_RUN_SECS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError(arguments + " did not end: " + Files.readString(output));
                }
                return new Ended(process.exitValue(), Files.readString(output), newestReport());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    private Process start(List<String> arguments, Path output) throws IOException {
        Path trust = Certificate.loopback().trustStore(dir.resolve("trust.p12"));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(jvm);
        command.addAll(List.of(
                "-Djavax.net.ssl.trustStore=" + trust,
                "-Djavax.net.ssl.trustStorePassword=" + Certificate.STORE_PASSWORD,
                "-cp",
                classPath,
                "org.mailmig.cli.Mailmig"));
        command.addAll(arguments);
        command.addAll(List.of(
                "--config",
                dir.resolve("my.properties").toString(),
                "--log",
                dir.resolve("mailmig.log").toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output.toFile());
        builder.environment().put("ADMIN_PASSWORD", Dovecot.ADMIN_PASSWORD);
        builder.environment().put("BIND_PASSWORD", Directory.ADMIN_PASSWORD);
        return builder.start();
    }

    private void side(String name, String uri, String style) {
        with("mailmig." + name + ".uri", uri);
        with("mailmig." + name + ".admin-user", Dovecot.ADMIN);
        with("mailmig." + name + ".admin-password", "{{env:ADMIN_PASSWORD}}");
        with("mailmig." + name + ".admin-style", style);
    }

    /** The wave's report.json; missing where nothing was begun. */
    private JsonNode newestReport() throws IOException {
        Path reports = dir.resolve("report");
        if (!Files.isDirectory(reports)) {
            return new ObjectMapper().missingNode();
        }
        try (Stream<Path> all = Files.walk(reports)) {
            Path newest = all.filter(each -> each.endsWith("report.json"))
                    .max(Comparator.comparing(Migration::modified))
                    .orElse(null);
            return newest == null
                    ? new ObjectMapper().missingNode()
                    : new ObjectMapper().readTree(Files.readString(newest, StandardCharsets.UTF_8));
        }
    }

    private static long modified(Path file) {
        return file.toFile().lastModified();
    }
}
