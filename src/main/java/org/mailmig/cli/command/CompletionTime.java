// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.mailmig.cli.config.CommandException;
import org.mailmig.report.Words;

/** The time of {@code --after}. */
final class CompletionTime {
    private static final String NEVER = "never";

    private CompletionTime() {}

    /** Empty: never. @throws CommandException if the text is no time */
    static Optional<Instant> of(String text) {
        if (text.equals(NEVER)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
                            ? OffsetDateTime.parse(text).toInstant()
                            : LocalDateTime.parse(text)
                                    .atZone(ZoneId.systemDefault())
                                    .toInstant());
        } catch (DateTimeException e) {
            throw new CommandException("--after " + Words.printable(text)
                    + " is not a valid time: write 2026-12-05T20:00, with or without a zone such as +01:00, or never.");
        }
    }
}
