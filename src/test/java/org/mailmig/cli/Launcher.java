// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A copy of the project as the script {@code mailmig} needs it, jar included, so that nothing that a test does meets the
 * build that runs it. The programs {@code mvn} and {@code java} that the script finds may be told.
 */
final class Launcher implements AutoCloseable {
    private static final long LONGEST_SECS = 600;
    private final Path home;
    private final Path outside;
    private final Map<String, String> environment = new HashMap<>();

    private Launcher(Path home) throws IOException {
        this.home = home;
        this.outside = Files.createTempDirectory(home.getParent(), "outside");
        copy(Path.of("mailmig"));
        copy(Path.of("routes"));
        copy(Path.of("config"));
        copy(Path.of("pom.xml"));
        Files.createDirectories(home.resolve("src/main"));
        Files.createDirectories(home.resolve("target"));
        Files.createDirectories(elsewhere());
        program("mvn", "echo \"$JAVA_HOME $*\" >> '" + outside.resolve("builds") + "'");
        with("JAVA_HOME", System.getProperty("java.home"));
        with("PATH", programs() + ":" + System.getenv("PATH"));
    }

    /** With the built jar. @param home an empty folder; what the script finds outside lies in a folder next to it */
    static Launcher built(Path home) throws IOException {
        Launcher launcher = new Launcher(home);
        Files.copy(Path.of("target", launcher.jar().getFileName().toString()), launcher.jar());
        Files.createSymbolicLink(launcher.lib(), Path.of("target/lib").toAbsolutePath());
        return launcher;
    }

    /** For a Java that is told as well: jars in name only. */
    static Launcher hollow(Path home) throws IOException {
        Launcher launcher = new Launcher(home);
        Files.createFile(launcher.jar());
        Files.createFile(Files.createDirectory(launcher.lib()).resolve("some.jar"));
        return launcher;
    }

    @Override
    public void close() throws IOException {
        if (Files.isSymbolicLink(lib())) {
            Files.delete(lib()); // JUnit would warn of a link that leads out of its folder
        }
    }

    private Path lib() {
        return home.resolve("target/lib");
    }

    /** The exit code and output of a command; both streams in one, as on a terminal. */
    record Ended(int exit, String output) {}

    /** A command that has not ended yet. */
    record Running(Process process, Path file) {
        String output() {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Ended ended() throws InterruptedException {
            if (!process.waitFor(LONGEST_SECS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("It did not end: " + output());
            }
            return new Ended(process.exitValue(), output());
        }
    }

    Path script() {
        return home.resolve("mailmig");
    }

    Path archive() {
        return home.resolve("target/mailmig.jsa");
    }

    Path jar() {
        return home.resolve("target/mailmig-0.1.0.jar");
    }

    Path home() {
        return home;
    }

    /** The folder where commands are given: not the project's. */
    Path elsewhere() {
        return outside.resolve("elsewhere");
    }

    /** Looked through first for every program that the script calls. */
    Path programs() {
        return outside.resolve("programs");
    }

    /** JAVA_HOME and arguments of each call of Maven. */
    List<String> builds() throws IOException {
        Path builds = outside.resolve("builds");
        return Files.exists(builds) ? Files.readAllLines(builds) : List.of();
    }

    Launcher with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** A program of this name in the way of the real one. */
    Path program(String name, String... lines) throws IOException {
        return script(Files.createDirectories(programs()).resolve(name), lines);
    }

    /** Takes all programs away but the few of every machine that the script itself calls. */
    void bare() throws IOException {
        for (String tool :
                List.of("bash", "dirname", "readlink", "grep", "find", "mkdir", "touch", "mv", "rm", "cat", "cp")) {
            program(tool, "exec /usr/bin/" + tool + " \"$@\""); // Debian has merged /bin into it
        }
        with("PATH", programs().toString());
    }

    static Path script(Path file, String... lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/bash\n" + String.join("\n", lines) + "\n");
        if (!file.toFile().setExecutable(true)) {
            throw new AssertionError(file + " cannot be made a program");
        }
        return file;
    }

    /** Adds keys to the project's configuration, long before the jar was built. */
    void configure(String keys) throws IOException {
        Path file = home.resolve("config/application.properties");
        Files.writeString(file, "\n" + keys, StandardOpenOption.APPEND);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    }

    Ended mailmig(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script().toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    Ended run(List<String> command) throws IOException, InterruptedException {
        return start(command, ProcessBuilder.Redirect.from(new File("/dev/null")))
                .ended();
    }

    /** On a pseudo terminal (script of util-linux); the process' output stream is the keyboard. */
    Running onTerminal(String... arguments) throws IOException {
        String line = List.of(arguments).stream()
                .map(each -> " '" + each.replace("'", "'\\''") + "'")
                .collect(Collectors.joining("", "'" + script().toString().replace("'", "'\\''") + "'", ""));
        return start(List.of("script", "-qec", line, "/dev/null"), ProcessBuilder.Redirect.PIPE);
    }

    private Running start(List<String> command, ProcessBuilder.Redirect input) throws IOException {
        Path output = Files.createTempFile(outside, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(elsewhere().toFile())
                .redirectErrorStream(true)
                .redirectInput(input)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new Running(builder.start(), output);
    }

    /** With its age: the script asks which of two files is newer. */
    private void copy(Path from) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path to = home.resolve(file);
                Files.createDirectories(to.getParent());
                Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
