// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The built jar with its dependencies and a class-data archive, as the launcher starts it: a start costs half as much. */
record Shipped(String classPath, List<String> jvm) {
    private static final List<String> QUICK = List.of(
            "-Xshare:auto",
            "-Xlog:disable",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dh2.bindAddress=127.0.0.1");

    /** {@code dir} takes the archive. */
    static Shipped in(Path dir) throws IOException, InterruptedException {
        Path target = Path.of("target").toAbsolutePath();
        try (Stream<Path> jars = Files.list(target)) {
            Path jar = jars.filter(file -> file.getFileName().toString().matches("mailmig-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("No jar in " + target + ": this test runs after package."));
            try (Stream<Path> lib = Files.list(target.resolve("lib"))) {
                String classPath = jar + ":" + lib.map(Path::toString).sorted().collect(Collectors.joining(":"));
                Path archive = dir.resolve("mailmig.jsa");
                List<String> train = new ArrayList<>(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString()));
                train.addAll(QUICK);
                train.addAll(List.of(
                        "-XX:ArchiveClassesAtExit=" + archive, "-cp", classPath, "org.mailmig.cli.CdsTraining"));
                new ProcessBuilder(train)
                        .redirectErrorStream(true)
                        .redirectOutput(dir.resolve("training.log").toFile())
                        .start()
                        .waitFor();
                List<String> jvm = new ArrayList<>(QUICK);
                jvm.add("-XX:SharedArchiveFile=" + archive);
                return new Shipped(classPath, List.copyOf(jvm));
            }
        }
    }

    List<String> with(String... more) {
        List<String> all = new ArrayList<>(jvm);
        all.addAll(List.of(more));
        return all;
    }
}
