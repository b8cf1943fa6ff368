// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the launcher lies, with {@code routes/} and {@code config/} beside it.
 *
 * @param path empty where we were started without the launcher: then the jar has everything
 */
public record InstallDir(Optional<Path> path) {
    public static InstallDir find() {
        return new InstallDir(Optional.ofNullable(System.getenv("MAILMIG_HOME")).map(Path::of));
    }

    public Optional<Path> configuration() {
        return path.map(home -> home.resolve("config/application.properties")).filter(Files::isReadable);
    }

    /** Camel's pattern for a route file of ours; {@code name} may be {@code *}. */
    public String routes(String name) {
        return path.map(home -> home.resolve("routes"))
                .filter(Files::isDirectory)
                .map(routes -> "file:" + routes + "/" + name + ".camel.yaml")
                .orElse("classpath:org/mailmig/routes/" + name + ".camel.yaml");
    }
}
