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
import org.mailmig.control.internal.text.Snapshot;
import org.mailmig.control.internal.text.TextLines;

/**
 * Which files the control files of a folder name. Each file is read once for as long as it does not change, and the folder is
 * looked at twice a second at most: a thousand files dropped together must not read each other. Safe for any thread.
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

    /** Does any control file that lies there now, but for {@code control}, name it? */
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

    /** As the drop folder's route takes them: in any case. */
    private static boolean isControlFile(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".csv") || name.endsWith(".txt");
    }

    /** {@code null} for what is no small readable file, or gone meanwhile. */
    private Known names(Path file, Charset charset) {
        try {
            List<Object> look = Snapshot.look(file);
            Known before = known.get(file);
            if (before != null && before.look().equals(look)) {
                return before;
            }
            return Files.size(file) > TextLines.LARGEST
                    ? null
                    : new Known(look, FileKind.of(file, charset).named());
        } catch (IOException e) {
            return null; // its own turn will tell
        }
    }
}
