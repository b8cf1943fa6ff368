// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.control.IntakeWorld;
import org.mailmig.world.Hanging;

/** A dropped file is taken, moved away with a reason, or reported: never ignored silently, and never the file of another program. */
class StrangeFilesInTheDropFolderTest {
    @TempDir
    Path dir;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private Path intake;
    private IntakeWorld world;

    @BeforeEach
    void open() throws Exception {
        intake = Files.createDirectories(dir.resolve("intake"));
        world = new IntakeWorld(dir, "mailmig.intake.enabled=true");
        world.told(log);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private String rejected(String name) {
        Path rejected = intake.resolve("rejected");
        await().atMost(Hanging.AFTER)
                .until(() ->
                        Files.isDirectory(rejected) && list(rejected).stream().anyMatch(file -> isErrors(file, name)));
        return list(rejected).stream()
                .filter(file -> isErrors(file, name))
                .map(StrangeFilesInTheDropFolderTest::read)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isErrors(Path file, String name) {
        return file.getFileName().toString().startsWith(name)
                && file.getFileName().toString().endsWith(".errors.txt");
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aHardLinkIsNotTaken() throws Exception {
        Path secret = Files.writeString(dir.resolve("secret.csv"), "source_user\nanna\n");
        Files.createLink(intake.resolve("linked.csv"), secret);

        assertThat(rejected("linked.csv")).contains("hard link");
        assertThat(intake.resolve("linked.csv")).doesNotExist();
        assertThat(secret).hasContent("source_user\nanna\n");
    }

    @Test
    void aLinkThatLeadsNowhereIsMovedAwayWithAReason() throws Exception {
        Path link = Files.createSymbolicLink(intake.resolve("gone.csv"), dir.resolve("nothing"));

        assertThat(rejected("gone.csv")).contains("a file that does not exist");
        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void aNameWithALineBreakAndAnEscapeIsTakenAndShownHarmlessly() throws Exception {
        Files.writeString(intake.resolve("a\nb\u001b[31m\u202e.csv"), "nonsense;mode\nanna;merge\n");

        assertThat(rejected("a_b_[31m_.csv")).contains("column source_user is missing");
        await().atMost(Hanging.AFTER).until(() -> !log.isEmpty());
        assertThat(log).allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\p{Cc}\\p{Cf}]"));
    }

    @Test
    void aFileOfAnotherKindIsNamed() throws Exception {
        Files.writeString(intake.resolve("wave.xlsx"), "x");

        await().atMost(Hanging.AFTER)
                .until(() -> log.stream().anyMatch(line -> line.contains("wave.xlsx") && line.contains(".csv")));
    }
}
