// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.database;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.mailmig.error.PermanentException;
import org.mailmig.runtime.FileProblem;
import org.mailmig.runtime.PrivateFiles;

/** The files of a ledger that H2 keeps on this machine: nobody but their owner reads them. */
final class LedgerFile {
    private final Path base;

    private LedgerFile(Path base) {
        this.base = base;
    }

    /** Empty where the ledger is no file: in memory, in a jar, behind a server. */
    static Optional<LedgerFile> of(String url) {
        String name = url.split(";")[0].replaceFirst("^jdbc:h2:(file:)?", "");
        if (!url.startsWith("jdbc:h2:") || name.matches("[a-z]{2,}:.*")) {
            return Optional.empty();
        }
        return Optional.of(new LedgerFile(Path.of(name.replaceFirst("^~", System.getProperty("user.home")))));
    }

    /** Before H2 makes its file with everybody's mode: an empty one is a new ledger to it. */
    void prepare() {
        Path file = file(".mv.db");
        try {
            PrivateFiles.folder(file.getParent());
            Files.createFile(file, PrivateFiles.file());
        } catch (FileAlreadyExistsException e) {
            // An older run's: H2 says so if it cannot be read.
        } catch (IOException e) {
            throw new PermanentException(
                    "The ledger's file " + file + " cannot be made: " + FileProblem.file(e)
                            + "; make room or set mailmig.ledger.url.",
                    e);
        }
    }

    /** What H2 has made beside it: the lock holds the key by which a second process gets in. */
    void close() {
        for (String ending : new String[] {".lock.db", ".trace.db"}) {
            try {
                if (Files.exists(file(ending))) {
                    PrivateFiles.close(file(ending));
                }
            } catch (IOException e) {
                // Somebody else's, or gone meanwhile.
            }
        }
    }

    private Path file(String ending) {
        Path absolute = base.toAbsolutePath().normalize();
        return absolute.resolveSibling(absolute.getFileName() + ending);
    }
}
