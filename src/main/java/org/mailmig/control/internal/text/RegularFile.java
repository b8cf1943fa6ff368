// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.text;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** A file as it was at one time: neither a link nor a folder nor a pipe. Links are not followed. */
public record RegularFile(Path file, BasicFileAttributes attributes) {
    /** @throws BadFileException if it is none, or does not exist */
    static RegularFile of(Path file) throws IOException {
        if (!Files.exists(file, NOFOLLOW_LINKS)) {
            throw new BadFileException("does not exist: check its name.");
        }
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            String kind = attributes.isSymbolicLink()
                    ? "a symbolic link"
                    : attributes.isDirectory() ? "a directory" : "a pipe or device";
            throw new BadFileException("is " + kind + ": give the file itself.");
        }
        return new RegularFile(file, attributes);
    }

    /** The same file now, of whatever kind it is. */
    static RegularFile present(Path file) throws IOException {
        return new RegularFile(file, Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS));
    }

    /** The properties that change while a file is being written. */
    public static List<Object> look(Path file) throws IOException {
        RegularFile regular = of(file);
        return List.of(regular.size(), regular.attributes.lastModifiedTime());
    }

    /** In bytes. */
    long size() {
        return attributes.size();
    }

    /** Returns whether it is the same file, unchanged. */
    boolean isSame(RegularFile other) {
        return size() == other.size()
                && attributes.lastModifiedTime().equals(other.attributes.lastModifiedTime())
                && (attributes.fileKey() == null || attributes.fileKey().equals(other.attributes.fileKey()));
    }

    /** The number of hard links; 1 if the file system does not report it. */
    int names() throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? (int) Files.getAttribute(file, "unix:nlink", NOFOLLOW_LINKS)
                : 1;
    }
}
