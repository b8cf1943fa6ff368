// SPDX-License-Identifier: Apache-2.0
package org.mailmig.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.world.Hanging;

/** A host's project (src/test/outside) that uses the built artifact: what it gets, and that it runs. */
@EnabledIfSystemProperty(named = "maven.local-repository", matches = ".+", disabledReason = "Maven alone knows where")
class OutsideProjectIT {
    private static final Path PROJECT = Path.of("src/test/outside");
    private static final String VERSION = "0-outside-test";
    private final Path installed =
            Path.of(System.getProperty("maven.local-repository"), "org", "mailmig", "mailmig", VERSION);

    @TempDir
    Path dir;

    /** With a version of its own, for the duration of this test. */
    @BeforeEach
    void install() throws IOException {
        uninstall();
        Files.createDirectories(installed);
        Path jar;
        try (Stream<Path> built = Files.list(Path.of("target"))) {
            jar = built.filter(path -> path.getFileName().toString().matches("mailmig-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.copy(jar, installed.resolve("mailmig-" + VERSION + ".jar"));
        Files.writeString(
                installed.resolve("mailmig-" + VERSION + ".pom"),
                Files.readString(Path.of("pom.xml"))
                        .replaceFirst(
                                "<artifactId>mailmig</artifactId>\\s*<version>[^<]+<",
                                "<artifactId>mailmig</artifactId><version>" + VERSION + "<"));
        try (Stream<Path> files = Files.walk(PROJECT)) {
            for (Path file : files.toList()) {
                Path copy = dir.resolve(PROJECT.relativize(file).toString());
                if (!Files.isDirectory(copy)) {
                    Files.copy(file, copy);
                }
            }
        }
    }

    @AfterEach
    void uninstall() throws IOException {
        if (Files.isDirectory(installed)) {
            try (Stream<Path> files = Files.walk(installed)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    @Test
    void itGetsWhatTheRoutesNeedAndRunsThemWithItsOwn() throws Exception {
        Path tree = dir.resolve("tree.txt");
        maven("test", "dependency:list", "-DincludeScope=runtime", "-DoutputFile=" + tree);

        List<String> artefacts = Files.readAllLines(tree).stream()
                .map(String::strip)
                .filter(line -> line.contains(":jar:"))
                .map(line -> line.replaceFirst(":jar:.*", ""))
                .filter(name -> !name.equals("org.mailmig:mailmig"))
                .sorted()
                .toList();
        assertThat(artefacts).containsExactlyElementsOf(Files.readAllLines(PROJECT.resolve("dependencies.txt")));
    }

    private void maven(String... goals) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "mvn",
                "-B",
                "-Dmaven.repo.local=" + System.getProperty("maven.local-repository"),
                "-Dmailmig.version=" + VERSION,
                "-Dcamel.version=" + System.getProperty("outside.camel.version"),
                "-Djunit.version=" + System.getProperty("outside.junit.version")));
        if (System.getProperty("maven.offline").endsWith("true")) {
            command.add("-o");
        }
        command.addAll(List.of(goals));
        File log = dir.resolve("mvn.log").toFile();
        Process process = new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        assertThat(process.waitFor(Hanging.AFTER.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .describedAs("%s", Files.readString(log.toPath()))
                .isZero();
    }
}
