// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The launcher's folder, which contains {@code routes/} and {@code config/}.
 *
 * @param path empty if started without the launcher: then everything comes from the jar
 */
public record InstallDir(Optional<Path> path) {
    public static InstallDir find() {
        return new InstallDir(Optional.ofNullable(System.getenv("MAILMIG_HOME")).map(Path::of));
    }

    public Optional<Path> configuration() {
        return path.map(home -> home.resolve("config/application.properties")).filter(Files::isReadable);
    }

    /** Camel's pattern for one of the shipped route files; {@code name} may be {@code *}. */
    public String routes(String name) {
        return path.map(home -> home.resolve("routes"))
                .filter(Files::isDirectory)
                .map(routes -> "file:" + routes + "/" + name + ".camel.yaml")
                .orElse("classpath:org/mailmig/routes/" + name + ".camel.yaml");
    }
}
