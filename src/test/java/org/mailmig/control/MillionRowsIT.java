// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.Mode;
import org.mailmig.control.rows.IntakeOptions;
import org.mailmig.ledger.tables.Waves;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.world.Alone;
import org.mailmig.world.Hanging;

/** A million rows in a small heap, in a JVM of their own. */
@Alone
class MillionRowsIT {
    private static final int ROWS = 1_000_000;

    @TempDir
    Path dir;

    @Test
    void aMillionRowsAreCheckedWithin128Megabytes() throws Exception {
        write(ROWS, false, "");

        assertThat(child("128m", "count")).contains("BEGUN 1000000 errors 0");
    }

    @Test
    void theLastOfAMillionRowsIsFoundToBeADuplicateOfTheFirst() throws Exception {
        write(ROWS, false, "USER0@old.example,someone@new.example,other@new.example\n");

        assertThat(child("128m", "count")).contains("REJECTED 0 errors 1").contains("is already in line 2");
    }

    /** With the real ledger, a fifth of the rows in half the heap; each has a password, which is not kept in memory. */
    @Test
    void rowsWithPasswordsAreWrittenDownInASmallHeap() throws Exception {
        write(ROWS / 5, true, "");

        assertThat(child("64m", "ledger")).contains("BEGUN 200000 errors 0");
    }

    private void write(int rows, boolean passwords, String last) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(dir.resolve("wave.csv"))) {
            out.write("source_user,target_user,address" + (passwords ? ",source_password" : "") + "\n");
            for (int i = 0; i < rows; i++) {
                out.write("user" + i + "@old.example,user" + i + "@new.example,user" + i + "@new.example"
                        + (passwords ? ",secret-" + i : "") + "\n");
            }
            out.write(last);
        }
    }

    private String child(String heap, String sink) throws Exception {
        Path output = dir.resolve("output.txt");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                dir.toString(),
                sink);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(Hanging.AFTER.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    /** The child: takes {@code wave.csv} with a ledger that only counts, or with the real one. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            try (IntakeWorld world = IntakeWorld.withLedger(Path.of(args[0]))) {
                if (args[1].equals("count")) {
                    world.intake().setSink(Child::count);
                }
                IntakeResult result =
                        world.intake().take(Path.of(args[0], "wave.csv"), new IntakeOptions(Mode.CLONE, null));
                System.out.println(result.state() + " " + result.accounts() + " errors "
                        + result.errors().size());
                System.out.println(result.errors());
            }
        }

        private static Waves.Begun count(String name, String sha256, Iterator<NewAccount> rows) {
            int count = 0;
            for (; rows.hasNext(); rows.next()) {
                count++;
            }
            return new Waves.Begun(new Wave(name, name, sha256, java.time.Instant.now(), null, null), true, count, 0);
        }
    }
}
