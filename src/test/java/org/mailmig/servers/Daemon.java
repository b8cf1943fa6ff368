// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.mailmig.world.Hanging;

/**
 * One of Debian's servers in the foreground, in a directory of its own, as an ordinary user (root becomes {@code nobody}).
 * It ends with {@link #stop} or with this JVM, however that ends.
 */
final class Daemon {
    /**
     * The shell's standard input is a pipe from this JVM: when it closes, by stop() or because the JVM died, the server
     * is told to end. The shell has its own session: Cyrus ends with a signal to its whole process group, which would include
     * other servers.
     */
    private static final String WATCHED =
            "exec 3<&0; \"$@\" 3<&- & p=$!; (cat <&3 >/dev/null; kill $p 2>/dev/null) & w=$!; wait $p; kill $w";

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private final Path dir;
    /** Root stays root: the server itself becomes who it has to be. */
    private final boolean keepsRoot;

    private Process process;

    /** Makes the directory; {@code what} is in its name. */
    Daemon(String what) {
        this(what, false);
    }

    Daemon(String what, boolean keepsRoot) {
        this.keepsRoot = keepsRoot;
        try {
            dir = Files.createTempDirectory("mailmig-" + what + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::destroy, "stop-" + what));
    }

    Path dir() {
        return dir;
    }

    /** Who runs the servers. */
    static String user() {
        return ROOT ? "nobody" : System.getProperty("user.name");
    }

    static String group() {
        return ROOT ? "nogroup" : run(Path.of("."), "id", "-gn").strip();
    }

    /** Gives the directory and all in it to the user of the servers. */
    void handOver() {
        handOver(dir);
    }

    /** The same for what lies below it. */
    void handOver(Path part) {
        if (!ROOT) {
            return;
        }
        try (Stream<Path> all = Files.walk(part)) {
            var lookup = dir.getFileSystem().getUserPrincipalLookupService();
            UserPrincipal owner = lookup.lookupPrincipalByName(user());
            var group = lookup.lookupPrincipalByGroupName(group());
            for (Path path : (Iterable<Path>) all::iterator) {
                if (!Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(owner)) {
                    Files.setOwner(path, owner);
                    Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .setGroup(group); // Courier looks at it
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the program and waits until all ports answer. */
    void start(List<String> command, int... ports) {
        List<String> line = new ArrayList<>(List.of("/usr/bin/setsid", "/bin/sh", "-c", WATCHED, "sh"));
        line.addAll(asUser(command));
        try {
            process = new ProcessBuilder(line)
                    .directory(dir.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(dir.resolve("output").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(command.get(0) + " to listen")
                .pollInterval(Duration.ofMillis(20))
                .atMost(Hanging.AFTER)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError(command.get(0) + " has ended: " + log());
                    }
                    return Arrays.stream(ports).allMatch(Ports::answers);
                });
    }

    /** Ends the server and waits until it is gone. */
    void stop() {
        if (process == null) {
            return;
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process = null;
    }

    /** Runs a program in the directory as the servers' user and returns what it wrote; any exit code but 0 is an error. */
    String tool(String... command) {
        return run(dir, asUser(List.of(command)).toArray(String[]::new));
    }

    /** What server and shell wrote so far. */
    String log() {
        StringBuilder text = new StringBuilder();
        for (String name : List.of("output", "log")) {
            try {
                text.append(Files.readString(dir.resolve(name), StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                text.append("(no ").append(name).append(")\n");
            }
        }
        return text.toString();
    }

    private void destroy() {
        stop();
        try (Stream<Path> all = Files.walk(dir)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // A file vanished while the directory was read: what is left lies in the temporary directory.
        }
    }

    /** The command as the servers' user runs it. */
    List<String> asUser(List<String> command) {
        if (!ROOT || keepsRoot) {
            return command;
        }
        List<String> line =
                new ArrayList<>(List.of("setpriv", "--reuid=" + user(), "--regid=" + group(), "--clear-groups", "--"));
        line.addAll(command);
        return line;
    }

    private static String run(Path dir, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(dir.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
