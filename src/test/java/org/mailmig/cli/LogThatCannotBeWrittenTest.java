// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.cli.config.LogFile;

/** A log on a full disk, or where a folder is a file, was silent. */
class LogThatCannotBeWrittenTest {
    @TempDir
    Path dir;

    private static String said(Path log) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            LogFile file = new LogFile(log);
            file.publish(new LogRecord(Level.INFO, "one"));
            file.publish(new LogRecord(Level.INFO, "two"));
        } finally {
            System.setErr(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aFullDiskIsSaidOnce() {
        assertThat(said(Path.of("/dev/full")))
                .hasLineCount(1)
                .startsWith("mailmig: The log /dev/full cannot be written: ")
                .contains("--log");
    }

    @Test
    void aFolderThatIsAFileIsSaidOnce() throws Exception {
        Path file = Files.createFile(dir.resolve("file"));
        assertThat(said(file.resolve("mailmig.log"))).hasLineCount(1).contains(file.toString());
    }
}
