// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of every command. */
public final class CommonOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = {
                "Your configuration: mailmig.source.uri and so on. Its values override those in",
                "config/application.properties, which explains every key."
            })
    Path config;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description = "The log file (default: work/mailmig.log next to the configuration).")
    Path log;

    @Option(names = "--debug", description = "Log more, and show stack traces.")
    public boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    /** Keys set by options of the command; they override every file. */
    final Map<String, String> keys = new LinkedHashMap<>();
}
