// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mailmig.KeyDocuments;

/** What is said of a key is said once, in the table {@code keys.txt}; the rest is written from it. */
class KeyTableTest {
    /** Any key of ours in a string of main code, and how its value is read there. */
    private static final Pattern READ = Pattern.compile(
            "(?:\\b(get|find|flag|duration|integer|number|until)\\(\\s*)?\"(mailmig\\.[a-z0-9-]+(?:\\.[a-z0-9-]+)+)\"");

    @TestFactory
    Stream<DynamicTest> theFilesAreWhatTheTableMakes() throws IOException {
        return Map.of(
                        "config/application.properties", KeyDocuments.properties(),
                        "docs/configuration.md", KeyDocuments.page(),
                        "src/main/resources/META-INF/spring-configuration-metadata.json", KeyDocuments.metadata())
                .entrySet()
                .stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    Path file = Path.of(each.getKey());
                    if (Boolean.getBoolean("mailmig.keys.write")) {
                        Files.createDirectories(file.getParent());
                        Files.writeString(file, each.getValue());
                    }
                    assertThat(file)
                            .as(
                                    "%s is written from src/main/resources/org/mailmig/keys.txt: change that one, then run"
                                            + " mvn -q test -Dtest=KeyTableTest -Dmailmig.keys.write=true",
                                    file)
                            .hasContent(each.getValue());
                }));
    }

    @Test
    void everyKeyIsThereOnceWithASentence() {
        List<String> names =
                KeyTable.rows().stream().flatMap(row -> row.names().stream()).toList();
        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(150);
        assertThat(KeyTable.rows())
                .allSatisfy(
                        row -> assertThat(row.sentence()).as("%s", row.names()).matches("[\\w.].*[.?]"));
    }

    @Test
    void aDefaultHasTheFormOfItsType() {
        assertThat(KeyTable.rows()).allSatisfy(row -> {
            boolean right = row.value().isEmpty()
                    || switch (row.type()) {
                        case CHOICE -> row.words().contains(row.value());
                        case FLAG -> row.value().matches("true|false");
                        case TIME -> row.value().matches("\\d+(ms|s|m|h|d)?");
                        case COUNT, NUMBER -> row.value().matches("\\d+");
                        case SECRET -> false;
                        default -> true;
                    };
            assertThat(right).as("%s", row).isTrue();
        });
    }

    @Test
    void whatIsSecretIsSeenByItsNameToo() {
        for (KeyTable.Row row : KeyTable.rows()) {
            assertThat(row.names()).allSatisfy(name -> assertThat(ConfigurationKeys.isSecret(name))
                    .as(name)
                    .isEqualTo(row.type() == KeyTable.Type.SECRET));
        }
    }

    @Test
    void presetsAreThoseThatThereAre() {
        KeyTable.Row row = KeyTable.find("mailmig.source.preset").orElseThrow();
        assertThat(row.words().stream().map(Presets::find).map(Optional::orElseThrow))
                .containsExactlyInAnyOrder(Presets.values());
        Arrays.stream(Presets.values())
                .flatMap(preset -> preset.options().keySet().stream())
                .forEach(option -> assertThat(List.of("mailmig.source." + option, "mailmig.target." + option))
                        .anyMatch(name -> KeyTable.names().contains(name)));
    }

    @Test
    void furtherServersHaveTheKeysOfSourceAndTarget() {
        assertThat(KeyTable.find("mailmig.berlin.uri")).isPresent();
        assertThat(KeyTable.find("mailmig.berlin.identity.kind")).isPresent();
        assertThat(KeyTable.names().stream().filter(name -> name.matches("mailmig\\.(source|target)\\..*")))
                .isNotEmpty()
                .allSatisfy(name -> {
                    String further = name.replaceFirst("\\.(source|target)\\.", ".berlin.");
                    assertThat(KeyTable.find(further)).isPresent();
                    assertThat(ConfigurationKeys.of("berlin").unknown(further)).isEmpty();
                });
        assertThat(ConfigurationKeys.of("berlin").unknown("mailmig.berlin.sieve.uri"))
                .isEmpty();
        assertThat(ConfigurationKeys.of("").unknown("mailmig.berlin.sieve.uri")).isPresent();
        assertThat(ConfigurationKeys.of("berlin").unknown("mailmig.berlin.sive.uri"))
                .hasValueSatisfying(text -> assertThat(text).contains("mailmig.berlin.sieve.uri?"));
    }

    /** What the code reads is in the table, with the type as which it is read. */
    @Test
    void everyKeyThatIsReadHasItsType() throws IOException {
        List<String> faults = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                Matcher reads = READ.matcher(Files.readString(file));
                while (reads.find()) {
                    KeyTable.Row row = KeyTable.find(reads.group(2)).orElse(null);
                    if (row != null ? !fits(reads.group(1), row.type()) : !isNone(reads.group(2))) {
                        faults.add(file.getFileName() + ": " + reads.group());
                    }
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    private static boolean fits(String method, KeyTable.Type type) {
        if (method == null || method.equals("get") || method.equals("find")) {
            return true;
        }
        return switch (method) {
            case "flag" -> type == KeyTable.Type.FLAG;
            case "duration" -> type == KeyTable.Type.TIME;
            case "until" -> type == KeyTable.Type.INSTANT;
            default -> type == KeyTable.Type.COUNT || type == KeyTable.Type.NUMBER;
        };
    }

    /** The beginning of keys, or one that a command sets for itself. */
    private static boolean isNone(String text) {
        return text.equals("mailmig.source.directory")
                || text.equals("mailmig.configuration")
                || text.startsWith("mailmig.crash.") // of tests
                || KeyTable.names().stream().anyMatch(name -> name.startsWith(text + "."));
    }

    @Test
    void theDefaultsAreThoseOfTheShippedFile() throws IOException {
        Properties shipped = new Properties();
        shipped.load(new StringReader(KeyDocuments.properties()));
        assertThat(shipped).isEqualTo(KeyTable.defaults());
    }
}
