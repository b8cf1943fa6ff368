// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.mailmig.control.internal.file.ControlFile;
import org.mailmig.control.internal.file.RedactedCopy;
import org.mailmig.control.internal.text.PrintableCells;
import org.mailmig.control.internal.text.Snapshot;
import org.mailmig.runtime.CrashPoint;
import org.mailmig.runtime.PrivateFiles;

/** Stores processed files in {@code done}, {@code duplicate} or {@code rejected}, with a time stamp (UTC) and without passwords. */
final class ProcessedFiles {
    static final String DONE = "done";
    static final String DUPLICATE = "duplicate";
    static final String REJECTED = "rejected";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private final Path dir;

    ProcessedFiles(Path intakeDir) {
        this.dir = intakeDir;
    }

    /**
     * Copies the file and those that it names; removes a dropped one. Returns the control file's copy; for a file that could not be read
     * there is no copy, only the errors file.
     */
    Path put(ControlFile file, String where) throws IOException {
        CrashPoint.step("before putting aside");
        Path folder = PrivateFiles.folder(dir.resolve(where));
        String stamp = STAMP.format(Instant.now());
        Path first = free(folder, PrintableCells.fileName(file.name()) + "-" + stamp);
        for (Snapshot snapshot : file.files().all()) {
            boolean control = snapshot.file().equals(file.path());
            file.files()
                    .redacted(snapshot)
                    .copyTo(control ? first : free(folder, PrintableCells.fileName(snapshot.name()) + "-" + stamp));
        }
        if (where.equals(REJECTED)) {
            write(errorsOf(first), file.problems().errors());
        }
        CrashPoint.step("put aside, not yet taken away");
        if (file.request().dropped()) {
            takeAway(file, first);
            CrashPoint.step("after taking away");
        }
        return first;
    }

    /** Moves an unreadable entry of the drop folder to {@code rejected}, unchanged. */
    static Path reject(Path dropped, List<String> errors) throws IOException {
        Path folder = PrivateFiles.folder(dropped.resolveSibling(REJECTED));
        Path aside = free(
                folder, PrintableCells.fileName(dropped.getFileName().toString()) + "-" + STAMP.format(Instant.now()));
        write(errorsOf(aside), errors);
        return Files.move(dropped, aside);
    }

    /** {@code NAME.errors.txt} next to the rejected file. */
    static Path errorsOf(Path rejected) {
        return rejected.resolveSibling(rejected.getFileName() + ".errors.txt");
    }

    private static void write(Path errors, List<String> lines) throws IOException {
        try (Writer out = RedactedCopy.open(errors)) {
            for (String line : lines) {
                out.write(line);
                out.write(System.lineSeparator());
            }
        }
    }

    /**
     * Moves an unreadable entry (a link, a pipe, too large) unchanged, so that it is not found again. A file that another control file
     * names too is left for that one.
     */
    private static void takeAway(ControlFile file, Path aside) throws IOException {
        for (Snapshot snapshot : file.files().all()) {
            if (!file.isNamedElsewhere(snapshot) && !snapshot.deleteOriginal()) {
                file.problems()
                        .warning(
                                snapshot.name(),
                                0,
                                null,
                                "the file was changed after it had been accepted: the additions are in no wave; the"
                                        + " changed file stays in the drop folder.");
            }
        }
        if (file.files().all().isEmpty()) {
            Files.move(file.path(), aside);
        }
    }

    private static Path free(Path folder, String name) {
        Path path = folder.resolve(name);
        for (int i = 2; Files.exists(path, LinkOption.NOFOLLOW_LINKS); i++) {
            path = folder.resolve(name + "-" + i);
        }
        return path;
    }

    /** Returns whether a file of this name was stored there since. If not, the process died between the ledger and the move. */
    boolean hasDone(String name, Instant since) throws IOException {
        String prefix = PrintableCells.fileName(name) + "-";
        String earliest = prefix + STAMP.format(since);
        try (DirectoryStream<Path> done = Files.newDirectoryStream(PrivateFiles.folder(dir.resolve(DONE)))) {
            for (Path path : done) {
                String found = path.getFileName().toString();
                if (found.startsWith(prefix) && found.compareTo(earliest) >= 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
