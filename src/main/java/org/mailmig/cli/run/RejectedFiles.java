// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.mailmig.cli.output.Display;
import org.mailmig.ledger.wave.Event;
import org.mailmig.ledger.wave.EventKind;

/** Reports each control file that is rejected from now on, from the errors file that intake writes next to it. */
public final class RejectedFiles {
    private static final String ERRORS = ".errors.txt";
    private static final int MOST_LINES = 20;
    private final Path folder;
    private final Set<Path> told = new HashSet<>();

    /** @param intake the drop folder */
    public RejectedFiles(Path intake) {
        folder = intake.resolve("rejected");
        told.addAll(now());
    }

    public void look(Display display) {
        for (Path errors : now()) {
            if (told.add(errors)) {
                lines(errors)
                        .forEach(
                                line -> display.event(new Event(0, Instant.now(), "", null, EventKind.REJECTED, line)));
            }
        }
    }

    private static List<String> lines(Path errors) {
        try (Stream<String> lines = Files.lines(errors, StandardCharsets.UTF_8)) {
            return Stream.concat(
                            lines.limit(MOST_LINES),
                            Stream.of("Nothing was started; all errors are in " + errors + "."))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of("A control file was rejected; its errors are in " + errors + ".");
        }
    }

    private List<Path> now() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ERRORS))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
