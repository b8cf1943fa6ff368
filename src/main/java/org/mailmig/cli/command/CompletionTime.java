// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.mailmig.cli.config.CommandException;
import org.mailmig.report.Words;

/** The time of {@code wave complete --after}. */
final class CompletionTime {
    private static final DateTimeFormatter SHOWN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm XXX");

    /** A time that has only just passed is no typing error. */
    private static final Duration JUST_NOW = Duration.ofMinutes(1);

    private CompletionTime() {}

    /**
     * Returns {@code null} for {@code never}.
     *
     * @param zone of a text that names none. A time that it skips in spring is an hour later; of two in autumn, the first is meant
     * @throws CommandException if the text is no time, or the time has passed: that would move users at once
     */
    static Instant of(String text, Instant now, ZoneId zone) {
        if (text.equals("never")) {
            return null;
        }
        Instant time;
        try {
            Instant exact = text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(zone).toInstant();
            time = Instant.ofEpochMilli(exact.toEpochMilli()); // as the ledger has it
        } catch (DateTimeException | ArithmeticException e) {
            throw new CommandException("--after " + Words.printable(text)
                    + " is not a valid time: write 2026-12-05T20:00, with or without a zone such as +01:00, or never.");
        }
        if (time.isBefore(now.minus(JUST_NOW))) {
            throw new CommandException("--after " + Words.printable(text)
                    + " has passed: correct it, or leave it out to complete the accounts now.");
        }
        return time;
    }

    static String shown(Instant time, ZoneId zone) {
        return SHOWN.withZone(zone).format(time);
    }
}
