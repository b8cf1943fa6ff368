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

/** The files of a ledger that H2 keeps on this machine: only their owner may read them. */
final class LedgerFile {
    private final Path base;

    private LedgerFile(Path base) {
        this.base = base;
    }

    /** Empty if the ledger is not a local file: in memory, in a jar, or on a server. */
    static Optional<LedgerFile> of(String url) {
        String name = url.split(";")[0].replaceFirst("^jdbc:h2:(file:)?", "");
        if (!url.startsWith("jdbc:h2:") || name.matches("[a-z]{2,}:.*")) {
            return Optional.empty();
        }
        return Optional.of(new LedgerFile(Path.of(name.replaceFirst("^~", System.getProperty("user.home")))));
    }

    /** Creates an empty file, which H2 accepts as a new ledger, before H2 creates one that everybody can read. */
    void prepare() {
        Path file = file(".mv.db");
        try {
            PrivateFiles.folder(file.getParent());
            Files.createFile(file, PrivateFiles.file());
        } catch (FileAlreadyExistsException e) {
            // From an earlier run: H2 reports it if it cannot be read.
        } catch (IOException e) {
            throw new PermanentException(
                    "The ledger's file " + file + " cannot be created: " + FileProblem.file(e) + "; free disk space"
                            + " or set mailmig.ledger.url.",
                    e);
        }
    }

    /** Restricts the files that H2 has created next to it: the lock file contains the key by which a second process connects. */
    void close() {
        for (String ending : new String[] {".lock.db", ".trace.db"}) {
            try {
                if (Files.exists(file(ending))) {
                    PrivateFiles.close(file(ending));
                }
            } catch (IOException e) {
                // Another user's file, or removed in the meantime.
            }
        }
    }

    private Path file(String ending) {
        Path absolute = base.toAbsolutePath().normalize();
        return absolute.resolveSibling(absolute.getFileName() + ending);
    }
}
