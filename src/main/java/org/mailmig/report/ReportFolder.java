// SPDX-License-Identifier: Apache-2.0
package org.mailmig.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.mailmig.runtime.CrashPoint;
import org.mailmig.runtime.PrivateFiles;

/** A new folder for one report, readable by its owner only: reports name people and their folders. */
final class ReportFolder {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private final Path path;

    private ReportFolder(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** {@code <dir>/<wave>-<time>}, with a number appended if that exists. */
    static ReportFolder create(Path dir, String wave, Instant time) throws IOException {
        PrivateFiles.folder(dir);
        String name = wave.replaceAll("[^\\p{L}\\p{N}._@+-]", "_") + "-" + TIME.format(time);
        for (int number = 1; ; number++) {
            Path path = dir.resolve(number == 1 ? name : name + "-" + number);
            try {
                return new ReportFolder(Files.createDirectory(path, PrivateFiles.folder()));
            } catch (FileAlreadyExistsException e) {
                if (number == 1000) {
                    throw e;
                }
            }
        }
    }

    Writer file(String name) throws IOException {
        CrashPoint.step("before report file");
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return Channels.newWriter(
                Files.newByteChannel(path.resolve(name), fresh, PrivateFiles.file()), StandardCharsets.UTF_8);
    }
}
