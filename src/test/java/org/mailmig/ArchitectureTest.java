// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Dependencies point one way: cli, console to mailbox, directory, control, line, report to smtp, sieve, imap, ledger to the root package. */
class ArchitectureTest {
    private static final String ROOT = "org.mailmig";

    /** Each package of ours and the others of ours that it may use, besides the root package. */
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("imap", List.of()),
            Map.entry("sieve", List.of("imap")),
            Map.entry("ledger", List.of()),
            Map.entry("identity", List.of("imap")),
            Map.entry("oauth", List.of()),
            Map.entry("smtp", List.of("imap", "oauth")),
            Map.entry("mailbox", List.of("identity", "imap", "oauth", "sieve", "smtp", "ledger")),
            Map.entry("directory", List.of("ledger")),
            Map.entry("control", List.of("ledger")),
            Map.entry("report", List.of("ledger")),
            Map.entry("line", List.of("oauth", "smtp", "ledger")),
            Map.entry("console", List.of("report", "ledger")),
            Map.entry(
                    "cli", List.of("console", "mailbox", "directory", "control", "line", "report", "imap", "ledger")));

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @TestFactory
    Stream<DynamicTest> aPackageUsesOnlyWhatLiesBelowIt() {
        return MAY_USE.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    List<String> forbidden = new ArrayList<>(MAY_USE.keySet());
                    forbidden.remove(each.getKey());
                    forbidden.removeAll(each.getValue());
                    noClasses()
                            .that()
                            .resideInAPackage(below(each.getKey()))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(forbidden.stream()
                                    .map(ArchitectureTest::below)
                                    .toArray(String[]::new))
                            .check(OURS);
                }));
    }

    @Test
    void theRootPackageUsesNothingElseOfOurs() {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".*..")
                .check(OURS);
    }

    @Test
    void everyPackageHasItsPlace() {
        Assertions.assertThat(OURS.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> !name.equals(ROOT))
                        .map(name -> name.substring(ROOT.length() + 1).replaceAll("[.].*", "")))
                .containsOnlyElementsOf(MAY_USE.keySet())
                .containsAll(MAY_USE.keySet());
    }

    @Test
    void noPackagesFormACycle() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void whatAHostDoesNotGetIsUsedByTheCommandLineAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(below("cli"))
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
                .resideInAnyPackage(below("imap"), below("sieve"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT, below("imap"), below("sieve"), "java..", "javax.net..", "javax.security..", "org.slf4j")
                .check(OURS);
    }

    private static String below(String name) {
        return ROOT + "." + name + "..";
    }
}
