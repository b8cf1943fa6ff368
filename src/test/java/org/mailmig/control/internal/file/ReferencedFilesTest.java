// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferencedFilesTest {
    @TempDir
    Path dir;

    private final ReferencedFiles named = new ReferencedFiles();

    private boolean isNamed(String name) throws Exception {
        return named.isNamed(dir.resolve(name), StandardCharsets.UTF_8);
    }

    @Test
    void whatAControlFileNamesIsNamed() throws Exception {
        Files.writeString(dir.resolve("Control.Txt"), "Mode,IMAP\nAccounts,a.csv\nSubjectFile, s.txt\n");
        Files.writeString(dir.resolve("wave.csv"), "source_user\nb.csv\n");

        assertThat(isNamed("a.csv")).isTrue();
        assertThat(isNamed("s.txt")).isTrue();
        assertThat(isNamed("b.csv")).isFalse();
        assertThat(isNamed("Control.Txt")).isFalse();
    }

    @Test
    void aFileIsReadAgainOnlyWhenItHasChanged() throws Exception {
        Path control = dir.resolve("control.txt");
        Files.writeString(control, "Mode,IMAP\nAccounts,a.csv\n");
        FileTime time = Files.getLastModifiedTime(control);
        assertThat(isNamed("a.csv")).isTrue();

        Files.writeString(control, "Mode,IMAP\nAccounts,b.csv\n"); // as long as before
        Files.setLastModifiedTime(control, time);
        await().pollDelay(java.time.Duration.ofMillis(600)).until(() -> true);
        assertThat(isNamed("b.csv")).as("not read").isFalse();

        Files.setLastModifiedTime(control, FileTime.fromMillis(time.toMillis() + 2_000));
        await().until(() -> isNamed("b.csv"));
    }
}
