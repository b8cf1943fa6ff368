// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.text;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.Locale;

/** Parses and formats the {@code date-time} of RFC 9051, 9. */
public final class InternalDate {
    private static final DateTimeFormatter READ = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("d-MMM-uuuu HH:mm:ss Z")
            .toFormatter(Locale.US)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter WRITE = DateTimeFormatter.ofPattern("dd-MMM-uuuu HH:mm:ss Z", Locale.US);

    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final String USUAL = "00-???-0000 00:00:00 ?0000";

    /** Servers keep seconds since 1970 in 32 bits, and refuse, wrap or replace other times. Cyrus regards 0 as missing. */
    private static final OffsetDateTime EARLIEST = OffsetDateTime.of(1970, 1, 1, 0, 0, 1, 0, ZoneOffset.UTC);

    private static final OffsetDateTime LATEST = OffsetDateTime.of(2037, 12, 31, 23, 59, 59, 0, ZoneOffset.UTC);
    private static final int MOST_OFFSET_SECONDS = 14 * 3600;

    private InternalDate() {}

    /** Returns {@code null} for {@code null} and for an invalid date: 31-Feb, 25:00, second 60. */
    public static OffsetDateTime parse(String text) {
        if (text == null) {
            return null;
        }
        try {
            OffsetDateTime usual = usual(text);
            return usual != null ? usual : OffsetDateTime.parse(text.trim(), READ);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /**
     * Parses the form of the grammar, {@code 01-Feb-2024 10:20:30 +0130}: a folder has hundreds of thousands, and the formatter takes
     * ten times as long. Returns {@code null} for any other form.
     */
    private static OffsetDateTime usual(String text) {
        if (text.length() != USUAL.length()) {
            return null;
        }
        int month = MONTHS.indexOf(text.substring(3, 6));
        char sign = text.charAt(21);
        if (month % 3 != 0 || sign != '+' && sign != '-') {
            return null;
        }
        for (int i = 0; i < USUAL.length(); i++) {
            char form = USUAL.charAt(i);
            char is = text.charAt(i);
            boolean fits = form == '0' ? is >= '0' && is <= '9' || i == 0 && is == ' ' : form == '?' || is == form;
            if (!fits) {
                return null;
            }
        }
        int way = sign == '-' ? -1 : 1;
        return OffsetDateTime.of(
                number(text, 7) * 100 + number(text, 9),
                month / 3 + 1,
                number(text, 0),
                number(text, 12),
                number(text, 15),
                number(text, 18),
                0,
                ZoneOffset.ofHoursMinutes(way * number(text, 22), way * number(text, 24)));
    }

    /** Parses two digits, or a blank and one. */
    private static int number(String text, int at) {
        return Character.digit(text.charAt(at), 10) < 0
                ? text.charAt(at + 1) - '0'
                : (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
    }

    /** Returns the same instant, or the nearest that every server accepts. */
    public static OffsetDateTime held(OffsetDateTime date) {
        return date.isBefore(EARLIEST) ? EARLIEST : date.isAfter(LATEST) ? LATEST : date;
    }

    /** Formats the date in quotes, adjusted as by {@link #held}. */
    public static String render(OffsetDateTime date) {
        OffsetDateTime held = held(date);
        int offset = held.getOffset().getTotalSeconds();
        if (offset % 60 != 0 || Math.abs(offset) > MOST_OFFSET_SECONDS) {
            held = held.withOffsetSameInstant(ZoneOffset.UTC);
        }
        if (held.getYear() < 1970 || held.getYear() > 2037) {
            held = held.withOffsetSameInstant(ZoneOffset.UTC); // the year as written must be accepted, too
        }
        return '"' + WRITE.format(held) + '"';
    }
}
