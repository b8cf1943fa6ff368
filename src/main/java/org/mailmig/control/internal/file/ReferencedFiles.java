// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.mailmig.control.internal.text.RegularFile;
import org.mailmig.control.internal.text.TextLines;

/**
 * The files that are named by the control files of a folder. Each file is read once until it changes, and the folder is listed at most
 * twice a second: a thousand files dropped together must not read each other. Thread-safe.
 */
public final class ReferencedFiles {
    private static final long LOOK_NANOS = 500_000_000L;

    private record Known(List<Object> look, Set<String> names) {}

    private Map<Path, Known> known = Map.of();
    private Path folder;
    private long looked;

    synchronized boolean isNamed(Path file, Charset charset) throws IOException {
        Path in = file.toAbsolutePath().getParent();
        if (!in.equals(folder) || System.nanoTime() - looked > LOOK_NANOS) {
            look(in, charset);
        }
        return isNamedBut(file, file);
    }

    /** Returns whether any control file in the folder, other than {@code control}, names it. */
    synchronized boolean isNamedBesides(Path file, Path control, Charset charset) throws IOException {
        look(file.toAbsolutePath().getParent(), charset);
        return isNamedBut(file, control);
    }

    private boolean isNamedBut(Path file, Path control) {
        Path besides = control.toAbsolutePath();
        String name = file.getFileName().toString();
        return known.entrySet().stream()
                .anyMatch(each -> !each.getKey().equals(besides)
                        && each.getValue().names().contains(name));
    }

    private void look(Path in, Charset charset) throws IOException {
        Map<Path, Known> found = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(in, ReferencedFiles::isControlFile)) {
            for (Path file : files) {
                Known names = names(file, charset);
                if (names != null) {
                    found.put(file, names);
                }
            }
        }
        known = found;
        folder = in;
        looked = System.nanoTime();
    }

    /** As in the drop folder's route: ignoring case. */
    private static boolean isControlFile(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".csv") || name.endsWith(".txt");
    }

    /** {@code null} for anything but a small readable file, or if it is gone in the meantime. */
    private Known names(Path file, Charset charset) {
        try {
            List<Object> look = RegularFile.look(file);
            Known before = known.get(file);
            if (before != null && before.look().equals(look)) {
                return before;
            }
            return Files.size(file) > TextLines.LARGEST
                    ? null
                    : new Known(look, FileKind.of(file, charset).named());
        } catch (IOException e) {
            return null; // it is reported when it is read itself
        }
    }
}
