// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The build writes src/generated anew from the components' annotations; before that it lays the committed state aside in
 * target/committed. A build in an IDE alone refreshes neither.
 */
class GeneratedFilesTest {
    private static final Path COMMITTED = Path.of("target/committed");
    private static final Path GENERATED = Path.of("src/generated");

    @Test
    void whatIsCommittedIsWhatTheBuildGenerates() throws IOException {
        Map<String, String> generated = read(GENERATED);
        assertThat(generated).isNotEmpty();
        assertThat(read(COMMITTED))
                .describedAs("src/generated was stale: this build has renewed it, so commit it and build again")
                .isEqualTo(generated);
    }

    private static Map<String, String> read(Path directory) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                texts.put(directory.relativize(file).toString(), Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        return texts;
    }
}
