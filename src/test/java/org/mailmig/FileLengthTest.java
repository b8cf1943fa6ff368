// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A file of the program fits into a reader's head: CONTRIBUTING.md asks for 25 to 160 lines. */
class FileLengthTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final int MOST_LINES = 300;
    private static final int USUAL_LINES = 160;

    /** Files of more than {@value USUAL_LINES} lines, in a thousand. May only become smaller. */
    private static final int MOST_LONG_IN_A_THOUSAND = 40;

    private static Map<String, Long> lines() throws IOException {
        Map<String, Long> lines = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    (Iterable<Path>) files.filter(each -> each.toString().endsWith(".java"))::iterator) {
                try (Stream<String> text = Files.lines(file)) {
                    lines.put(SOURCES.relativize(file).toString().replace('\\', '/'), text.count());
                }
            }
        }
        return lines;
    }

    @Test
    void noFileIsTooLong() throws IOException {
        assertThat(lines())
                .allSatisfy((file, count) -> assertThat(count).as(file).isLessThanOrEqualTo(MOST_LINES));
    }

    @Test
    void fewFilesAreLong() throws IOException {
        Map<String, Long> lines = lines();
        long files = lines.size();
        lines.values().removeIf(count -> count <= USUAL_LINES);
        assertThat(lines.size() * 1000L / files)
                .as("files of more than %d lines, in a thousand: %s", USUAL_LINES, lines)
                .isLessThanOrEqualTo(MOST_LONG_IN_A_THOUSAND);
    }
}
