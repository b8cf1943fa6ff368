// SPDX-License-Identifier: Apache-2.0
package org.mailmig.runtime;

import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.mailmig.text.Printable;

/** Says why a file could not be used, for operators: Java's own messages are often only a path. */
public final class FileProblem {
    private FileProblem() {}

    /** The end of a sentence, without the full stop. */
    public static String file(Throwable fault) {
        if (fault instanceof InvalidPathException path) {
            return "\"" + Printable.of(path.getInput()) + "\" is not a valid path on this system (a character in it"
                    + " is not allowed here, or the locale is not UTF-8)";
        }
        if (!(fault instanceof FileSystemException file)) {
            return fault instanceof CharacterCodingException
                    ? "its text is not in the encoding expected"
                    : fault.getMessage() == null ? fault.getClass().getSimpleName() : Printable.of(fault.getMessage());
        }
        String name = file.getFile() == null ? "the file" : Printable.of(file.getFile());
        if (file instanceof NoSuchFileException) {
            return name + " does not exist";
        }
        if (file instanceof AccessDeniedException) {
            return name + " may not be read or written by this user";
        }
        if (file instanceof FileAlreadyExistsException) {
            return name + " already exists, as another kind of file or from another run";
        }
        if (file instanceof NotDirectoryException) {
            return name + " is not a directory";
        }
        if (file instanceof DirectoryNotEmptyException) {
            return name + " is a directory that is not empty";
        }
        return file.getReason() == null ? name + " cannot be used" : name + ": " + Printable.of(file.getReason());
    }
}
