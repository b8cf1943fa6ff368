// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The base folder of relative paths in a configuration: the folder of the configuration file itself. The shell's working folder has no
 * influence, so that a command finds the same ledger and the same reports from everywhere.
 *
 * @param base absolute
 */
public record WorkFolder(Path base) {
    private static final List<String> FOLDERS =
            List.of("mailmig.intake.dir", "mailmig.dead-letter.dir", "mailmig.report.dir");

    private static final String LEDGER = "mailmig.ledger.url";
    /** H2 in a file with a relative path; options follow a semicolon. */
    private static final Pattern FILE = Pattern.compile("(jdbc:h2:(?:file:)?)(?![a-z]{2,}:|[~/])([^;{]+)(.*)");

    /**
     * The folder of {@code --config}, else of the launcher, else the working folder.
     *
     * @param given the file of {@code --config}; {@code null} without it
     */
    public static WorkFolder of(Path given, InstallDir home) {
        Path base = given != null
                ? given.toAbsolutePath().normalize().getParent()
                : home.path().orElse(Path.of("")).toAbsolutePath().normalize();
        return new WorkFolder(base);
    }

    public Path log() {
        return base.resolve("work/mailmig.log");
    }

    /**
     * Makes the paths of folders, of the ledger and of files such as certificates and tokens absolute. Paths in options are not changed:
     * they are relative to the shell's folder.
     */
    public void anchor(Properties files) {
        for (String key : files.stringPropertyNames()) {
            if (FOLDERS.contains(key) || key.startsWith("mailmig.") && key.endsWith("-file")) {
                String value = files.getProperty(key).strip();
                if (!value.isEmpty() && !value.startsWith("~") && !value.startsWith("{{")) {
                    files.setProperty(key, resolved(value));
                }
            }
        }
        Matcher ledger = FILE.matcher(files.getProperty(LEDGER, "").strip());
        if (ledger.matches()) {
            files.setProperty(LEDGER, "jdbc:h2:file:" + resolved(ledger.group(2)) + ledger.group(3));
        }
    }

    /** The absolute path; keeps a trailing slash, which a placeholder may follow. */
    private String resolved(String path) {
        return base.resolve(path).normalize() + (path.endsWith("/") ? "/" : "");
    }
}
