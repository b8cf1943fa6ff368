// SPDX-License-Identifier: Apache-2.0
package org.mailmig.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.mailmig.servers.Dovecot;

/** The public tools, each with one process per mailbox, eight at a time. */
final class Peers {
    private static final int AT_ONCE = 8;
    private final Path dir;

    Peers(Path dir) {
        this.dir = dir;
    }

    /** Is the program on this machine? */
    static boolean has(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    static Optional<String> firstLine(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes()).lines().findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void mbsync(String tag, List<String> users, int from, int to) throws Exception {
        List<List<String>> commands = new ArrayList<>();
        for (String user : users) {
            Path home = Files.createDirectories(dir.resolve("mbsync-" + tag + user));
            Path state = Files.createDirectories(home.resolve("state"));
            String text = String.join(
                    "\n",
                    "IMAPAccount source",
                    "Host 127.0.0.1",
                    "Port " + from,
                    "User " + user,
                    "Pass " + Dovecot.PASSWORD,
                    "SSLType None",
                    "AuthMechs LOGIN",
                    "PipelineDepth 50",
                    "",
                    "IMAPAccount target",
                    "Host 127.0.0.1",
                    "Port " + to,
                    "User " + tag + user,
                    "Pass " + Dovecot.PASSWORD,
                    "SSLType None",
                    "AuthMechs LOGIN",
                    "PipelineDepth 50",
                    "",
                    "IMAPStore source",
                    "Account source",
                    "",
                    "IMAPStore target",
                    "Account target",
                    "",
                    "Channel both",
                    "Far :source:",
                    "Near :target:",
                    "Patterns *",
                    "Create Near",
                    "Sync Pull New Flags",
                    "CopyArrivalDate yes",
                    "SyncState " + state + "/",
                    "");
            Path rc = Files.writeString(home.resolve("mbsyncrc"), text);
            commands.add(List.of("mbsync", "-q", "-c", rc.toString(), "both"));
        }
        all(commands);
    }

    void imapsync(String tag, List<String> users, int from, int to) throws Exception {
        List<List<String>> commands = new ArrayList<>();
        for (String user : users) {
            String password = Dovecot.PASSWORD;
            commands.add(
                    List.of(("imapsync --nolog --nossl1 --nossl2 --notls1 --notls2 --host1 127.0.0.1 --host2 127.0.0.1"
                                    + " --port1 " + from + " --port2 " + to + " --user1 " + user + " --user2 " + tag
                                    + user + " --password1 " + password + " --password2 " + password)
                            .split(" ")));
        }
        all(commands);
    }

    private void all(List<List<String>> commands) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (List<String> command : commands) {
                running.add(threads.submit((Callable<Void>) () -> {
                    run(command, dir);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Any exit code but 0 is an error, told with what the program said. */
    static void run(List<String> command, Path dir) throws Exception {
        Path output = Files.createTempFile(dir, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(15, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IllegalStateException(command.get(0) + ": " + Files.readString(output));
        }
    }
}
