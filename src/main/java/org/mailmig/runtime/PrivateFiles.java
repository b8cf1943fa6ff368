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

/** Files and folders that only their owner may read: 0600 and 0700 if the file system supports modes. */
public final class PrivateFiles {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    private PrivateFiles() {}

    /** The attributes for a new file. */
    public static FileAttribute<?>[] file() {
        return with(FILE);
    }

    /** The attributes for a new folder. */
    public static FileAttribute<?>[] folder() {
        return with(FOLDER);
    }

    /** Creates the missing folders of the path; existing ones keep their mode. */
    public static Path folder(Path folder) throws IOException {
        return Files.createDirectories(folder, folder());
    }

    /** Restricts a file that a library has created. */
    public static void close(Path file) throws IOException {
        if (POSIX) {
            Files.setPosixFilePermissions(file, FILE);
        }
    }

    private static FileAttribute<?>[] with(Set<PosixFilePermission> mode) {
        return POSIX ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)} : new FileAttribute<?>[0];
    }
}
