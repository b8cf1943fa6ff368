// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The walls of the house: {@code rooms.txt} says which room (package) uses which. */
class ArchitectureTest {
    private static final String ROOT = "org.mailmig";
    private static final int MOST_CLASSES_IN_A_ROOM = 15;

    /** The rules ask classes of the JDK and of libraries for their names only: those need not be read. */
    private static final JavaClasses OURS = ArchConfiguration.withThreadLocalScope(configuration -> {
        configuration.setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(ROOT);
    });

    /** Each room and those that it may use, by full names, in the order of the file. */
    private static Map<String, List<String>> rooms() {
        try (InputStream file = ArchitectureTest.class.getResourceAsStream("/org/mailmig/rooms.txt")) {
            Map<String, List<String>> rooms = new LinkedHashMap<>();
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .forEach(line -> {
                        String[] words = line.split("[: ]+");
                        rooms.put(
                                full(words[0]),
                                Stream.of(words)
                                        .skip(1)
                                        .map(ArchitectureTest::full)
                                        .toList());
                    });
            return rooms;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String full(String room) {
        return room.equals("root") ? ROOT : ROOT + "." + room;
    }

    @TestFactory
    Stream<DynamicTest> aRoomUsesOnlyTheRoomsThatItLists() {
        Map<String, List<String>> rooms = rooms();
        return rooms.entrySet().stream()
                .map(room -> DynamicTest.dynamicTest(room.getKey(), () -> {
                    List<String> forbidden = new ArrayList<>(rooms.keySet());
                    forbidden.remove(room.getKey());
                    forbidden.removeAll(room.getValue());
                    noClasses()
                            .that()
                            .resideInAPackage(room.getKey())
                            .should()
                            .dependOnClassesThat(DescribedPredicate.describe(
                                    "are in a room that it does not list",
                                    (JavaClass used) -> forbidden.contains(used.getPackageName())))
                            .check(OURS);
                }));
    }

    @Test
    void everyRoomIsListed() {
        Set<String> found = OURS.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        assertThat(new TreeSet<>(rooms().keySet())).isEqualTo(found);
    }

    /** So that no rooms form a cycle. */
    @Test
    void aRoomListsOnlyRoomsOfLowerFloors() {
        List<String> lower = new ArrayList<>();
        rooms().forEach((room, uses) -> {
            assertThat(lower).as("what %s uses comes before it", room).containsAll(uses);
            lower.add(room);
        });
    }

    @Test
    void anInternalRoomIsUsedOnlyByRoomsOfItsDoor() {
        rooms().forEach((room, uses) -> assertThat(uses)
                .as("rooms that %s uses", room)
                .allSatisfy(used -> {
                    String door = used.replaceFirst("[.]internal[.].*", "");
                    assertThat(used.equals(door) || room.equals(door) || room.startsWith(door + "."))
                            .as("%s may use %s", room, used)
                            .isTrue();
                }));
    }

    @Test
    void noRoomIsCrowded() {
        Map<String, Integer> classes = new TreeMap<>();
        OURS.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(each -> !each.getSimpleName().equals("package-info"))
                .filter(each -> !isGenerated(each))
                .forEach(each -> classes.merge(each.getPackageName(), 1, Integer::sum));
        assertThat(classes)
                .allSatisfy((room, count) -> assertThat(count).as(room).isLessThanOrEqualTo(MOST_CLASSES_IN_A_ROOM));
    }

    private static boolean isGenerated(JavaClass each) {
        return Files.exists(Path.of("src/generated/java", each.getName().replace('.', '/') + ".java"));
    }

    @Test
    void whatAHostDoesNotGetIsUsedByTheCommandLineAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(below("cli"))
                .and()
                .doNotHaveFullyQualifiedName(
                        ROOT + ".smtp.SmtpTransport") // silences Angus Mail's logger, which shows tokens
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.camel.main..",
                        "picocli..",
                        "org.jline..",
                        "com.icegreen..",
                        "com.unboundid..",
                        "org.slf4j.jul..",
                        "org.slf4j.simple..",
                        "ch.qos.logback..",
                        "org.apache.logging..",
                        "java.util.logging..")
                .check(OURS);
    }

    @Test
    void nothingOfOursChangesSystemProperties() {
        noClasses()
                .that()
                .resideOutsideOfPackage(below("cli"))
                .should()
                .callMethod(System.class, "setProperty", String.class, String.class)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(OURS);
    }

    @Test
    void theWireKnowsNeitherCamelNorMimeParsers() {
        classes()
                .that()
                .resideInAnyPackage(below("imap"), below("sieve"), below("managesieve"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT + "..", "java..", "javax.net..", "javax.security..", "org.slf4j")
                .check(OURS);
    }

    private static String below(String name) {
        return ROOT + "." + name + "..";
    }
}
