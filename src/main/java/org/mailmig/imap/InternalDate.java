package org.mailmig.imap;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.Locale;

/** {@code date-time} of RFC 9051, 9. */
public final class InternalDate {
    private static final DateTimeFormatter READ = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("d-MMM-uuuu HH:mm:ss Z")
            .toFormatter(Locale.US)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter WRITE = DateTimeFormatter.ofPattern("dd-MMM-uuuu HH:mm:ss Z", Locale.US);

    /** Servers keep seconds since 1970 in 32 bits, and refuse, wrap or replace what lies outside. 0 is none to Cyrus. */
    private static final OffsetDateTime EARLIEST = OffsetDateTime.of(1970, 1, 1, 0, 0, 1, 0, ZoneOffset.UTC);

    private static final OffsetDateTime LATEST = OffsetDateTime.of(2037, 12, 31, 23, 59, 59, 0, ZoneOffset.UTC);
    private static final int MOST_OFFSET_SECONDS = 14 * 3600;

    private InternalDate() {}

    /** {@code null} for {@code null} and for what is no date: 31-Feb, 25:00, second 60. */
    static OffsetDateTime parse(String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text.trim(), READ);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The same instant, or the nearest that every server takes. */
    public static OffsetDateTime held(OffsetDateTime date) {
        return date.isBefore(EARLIEST) ? EARLIEST : date.isAfter(LATEST) ? LATEST : date;
    }

    /** In quotes, and as {@link #held} says. */
    static String render(OffsetDateTime date) {
        OffsetDateTime held = held(date);
        int offset = held.getOffset().getTotalSeconds();
        if (offset % 60 != 0 || Math.abs(offset) > MOST_OFFSET_SECONDS) {
            held = held.withOffsetSameInstant(ZoneOffset.UTC);
        }
        if (held.getYear() < 1970 || held.getYear() > 2037) {
            held = held.withOffsetSameInstant(ZoneOffset.UTC); // the year as written must be one that is taken, too
        }
        return '"' + WRITE.format(held) + '"';
    }
}
