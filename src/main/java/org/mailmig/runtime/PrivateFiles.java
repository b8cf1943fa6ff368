// SPDX-License-Identifier: Apache-2.0
package org.mailmig.runtime;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and folders that only their owner may read: 0600 and 0700 where the file system knows modes. */
public final class PrivateFiles {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    private PrivateFiles() {}

    /** For a file that is made with them. */
    public static FileAttribute<?>[] file() {
        return with(FILE);
    }

    /** For a folder that is made with them. */
    public static FileAttribute<?>[] folder() {
        return with(FOLDER);
    }

    /** Makes what is missing of the path; what stands keeps its mode. */
    public static Path folder(Path folder) throws IOException {
        return Files.createDirectories(folder, folder());
    }

    /** Closes a file that somebody else's code made. */
    public static void close(Path file) throws IOException {
        if (POSIX) {
            Files.setPosixFilePermissions(file, FILE);
        }
    }

    private static FileAttribute<?>[] with(Set<PosixFilePermission> mode) {
        return POSIX ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)} : new FileAttribute<?>[0];
    }
}
