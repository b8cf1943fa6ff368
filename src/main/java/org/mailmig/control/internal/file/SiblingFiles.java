// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.mailmig.control.internal.text.BadFileException;
import org.mailmig.control.internal.text.PrintableCells;
import org.mailmig.control.internal.text.RegularFile;
import org.mailmig.control.internal.text.Snapshot;
import org.mailmig.error.TransientException;

/**
 * The files in the folder of a control file: those that it names, and those that name it. In the drop folder they may arrive in any order,
 * and one at a time.
 */
final class SiblingFiles {
    private final Path path;
    private final IntakeRequest request;
    private final FileAges waiting;
    private final ReferencedFiles named;

    /** @param path the control file */
    SiblingFiles(Path path, IntakeRequest request, FileAges waiting, ReferencedFiles named) {
        this.path = path;
        this.request = request;
        this.waiting = waiting;
        this.named = named;
    }

    /** Why a dropped file stays for now, or {@code null}. */
    String whyLeft(FileKind head, String digest, Charset charset) throws IOException {
        if (head.isAccounts() || named.isNamed(path, charset)) {
            return "is waiting for the control file that names it";
        }
        boolean stranger = !head.isBlank() && !head.hasColumn();
        boolean early = waiting.since(path.toString(), digest)
                        .compareTo(request.limits().patience())
                < 0;
        return stranger && early
                ? "has no column of a control file: it waits "
                        + request.limits().patience().toSeconds()
                        + " s (mailmig.intake.patience) for a control file that names it, then it is rejected"
                : null;
    }

    /** A dropped file that another control file in the folder names too. */
    boolean isNamedElsewhere(Snapshot file, Charset charset) throws IOException {
        return !file.file().equals(path) && named.isNamedBesides(file.file(), path, charset);
    }

    /** Only a plain name in the control file's own folder: a control file cannot refer to any other place. */
    Snapshot take(String name) throws IOException {
        if (name.matches(".*[/\\\\:].*")
                || name.startsWith(".")
                || name.equals(path.getFileName().toString())) {
            throw new BadFileException("must be in the control file's folder: put it there and write only its name.");
        }
        Path file = path.resolveSibling(name);
        if (request.dropped()) {
            mustRest(file);
        }
        Snapshot taken =
                Snapshot.take(file, request.limits().workDir(), request.limits().largest(), request.dropped());
        String other = OtherKind.of(taken);
        if (other != null) {
            taken.close();
            throw new BadFileException(other);
        }
        return taken;
    }

    /** As for the drop folder's own files: waits for a file that is being written or about to be dropped. */
    private void mustRest(Path file) throws IOException {
        String pair = path + " " + file;
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            if (waiting.since(pair, "missing").compareTo(request.limits().patience()) < 0) {
                throw new TransientException(
                        "it waits " + request.limits().patience().toSeconds() + " s (mailmig.intake.patience) for "
                                + PrintableCells.shown(file.getFileName().toString()) + ", which it names.",
                        null);
            }
            return;
        }
        if (waiting.since(pair, RegularFile.look(file))
                        .compareTo(request.limits().settle())
                < 0) {
            throw new TransientException(
                    PrintableCells.shown(file.getFileName().toString())
                            + ", which it names, is still being written: it is accepted when that file stops changing.",
                    null);
        }
    }
}
