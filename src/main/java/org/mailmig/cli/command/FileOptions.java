// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.mailmig.Mode;
import org.mailmig.cli.config.CommandException;
import org.mailmig.cli.config.Configuration;
import org.mailmig.config.Settings;
import org.mailmig.control.rows.IntakeOptions;
import picocli.CommandLine.Option;

/** The options of {@code run} and {@code plan} for a control file and the source's admin login. */
final class FileOptions {
    @Option(
            names = {"-c", "--control"},
            paramLabel = "FILE",
            required = true,
            description = "The control file, which lists the accounts: a CSV file with the column source_user, or a"
                    + " file of keywords.")
    Path control;

    @Option(
            names = "--mode",
            paramLabel = "clone|merge",
            description =
                    "The mode of rows that name none. clone reproduces the mailbox in an untouched target; merge adds"
                            + " what is missing without making duplicates.")
    Mode mode;

    @Option(
            names = {"-d", "--domain"},
            paramLabel = "DOMAIN",
            description = "While a mailbox is copied, new mail is forwarded to the source under this domain. Needs"
                    + " mailmig.directory.url.")
    String domain;

    @Option(
            names = "--admin-user",
            paramLabel = "NAME",
            description = "The admin login at the source, for rows without a password.")
    String adminUser;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "The first line of this file is the admin password. The file is read again for each login.")
    Path passwordFile;

    @Option(names = "--ask-password", description = "Prompt for the admin password.")
    boolean ask;

    /** Only from {@code /p:PASSWORD}: every user of the machine can read it, so no documented option offers it. */
    @Option(names = "--admin-password", hidden = true)
    String adminPassword;

    /** Sets the keys of these options. @throws CommandException naming what is missing */
    void apply(Map<String, String> keys) {
        if (!Files.isReadable(control) || Files.isDirectory(control)) {
            throw new CommandException(
                    "The control file " + control + " cannot be read: check its path and permissions.");
        }
        if (domain != null) {
            keys.put("mailmig.forwarder.domain", domain());
        }
        if (adminUser != null) {
            keys.put("mailmig.source.admin-user", adminUser);
        }
        String password = password();
        if (password != null) {
            keys.put("mailmig.source.admin-password", Settings.literal(password));
            keys.put("mailmig.source.admin-password-file", "");
        } else if (passwordFile != null) {
            keys.put("mailmig.source.admin-password-file", readable(passwordFile));
        }
    }

    /** Checks what depends on the whole configuration. Returns a note for the operator, or {@code null}. */
    String check(Configuration configuration, Map<String, String> keys) {
        if (domain != null && configuration.raw("mailmig.directory.url").isEmpty()) {
            throw new CommandException("-d " + domain + " needs a directory to set the forwarder in: configure"
                    + " mailmig.directory.url, or omit -d.");
        }
        String style = configuration.raw("mailmig.source.admin-style");
        if (adminUser != null && (style.isEmpty() || style.equals("none"))) {
            keys.put("mailmig.source.admin-style", "authzid");
            return "The admin login " + adminUser + " acts for users by SASL PLAIN (authzid); set"
                    + " mailmig.source.admin-style if the source needs another style.";
        }
        return null;
    }

    /** {@code @old.example}, as Mailmig's administrators wrote it, means {@code old.example}. */
    private String domain() {
        return domain == null ? null : domain.strip().replaceFirst("^@", "");
    }

    IntakeOptions intake() {
        return intake(false);
    }

    IntakeOptions intake(boolean ignoreColumns) {
        return new IntakeOptions(mode, domain(), ignoreColumns);
    }

    private static String readable(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            in.read();
            return file.toAbsolutePath().toString();
        } catch (IOException e) {
            throw new CommandException("The password file " + file + " cannot be read.", e);
        }
    }

    private String password() {
        if (ask) {
            Console console = System.console();
            char[] typed = console == null
                    ? null
                    : console.readPassword(
                            "Password of %s at the source: ", adminUser == null ? "the admin" : adminUser);
            if (typed == null) {
                throw new CommandException(
                        "There is no terminal to ask for the password: use --password-file FILE or the"
                                + " environment variable MAILMIG_SOURCE_ADMIN_PASSWORD.");
            }
            return new String(typed);
        }
        return adminPassword;
    }
}
