// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.rows;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailmig.Mode;
import org.mailmig.control.internal.text.Column;
import org.mailmig.control.internal.text.PrintableCells;

/** The filters and folder mappings of a row, combined with the filters of the whole file. */
final class RowFilters {
    static final List<Column> COLUMNS =
            List.of(Column.SINCE, Column.UNTIL, Column.SIZE_MIN, Column.SIZE_MAX, Column.SUBJECTS, Column.FOLDER_MAP);

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*([kMG]?)B?");

    private final Map<Column, String> values;
    private final BiConsumer<Column, String> error;
    private final Instant since;
    private final Instant until;
    private final Long sizeMin;
    private final Long sizeMax;

    /** @param error receives each problem of a column once, as a sentence */
    RowFilters(Map<Column, String> values, BiConsumer<Column, String> error) {
        this.values = values;
        this.error = error;
        since = date(Column.SINCE, false);
        until = date(Column.UNTIL, true);
        sizeMin = size(Column.SIZE_MIN);
        sizeMax = size(Column.SIZE_MAX);
    }

    /** A clone copies all messages of a mailbox; its folders may be mapped, since a target may not accept a name. */
    void check(Mode mode) {
        for (Column column : COLUMNS) {
            if (mode == Mode.CLONE && column != Column.FOLDER_MAP && values.containsKey(column)) {
                error.accept(column, "a clone copies everything: empty this field or write merge in the column mode.");
            }
        }
        if (since != null && until != null && since.isAfter(until)) {
            error.accept(Column.UNTIL, "it is before since: correct one of the two.");
        }
        if (sizeMin != null && sizeMax != null && sizeMin > sizeMax) {
            error.accept(Column.SIZE_MAX, "it is less than size_min: correct one of the two.");
        }
    }

    /** Without a time, the beginning of the day is meant. */
    Instant since(Instant otherwise) {
        return values.containsKey(Column.SINCE) ? since : otherwise;
    }

    /** Without a time, the end of the day is meant. */
    Instant until(Instant otherwise) {
        return values.containsKey(Column.UNTIL) ? until : otherwise;
    }

    private Instant date(Column column, boolean end) {
        String value = values.get(column);
        if (value == null) {
            return null;
        }
        try {
            if (value.contains("T")) {
                return OffsetDateTime.parse(value).toInstant();
            }
            LocalDate day = LocalDate.parse(value);
            Instant begin = day.atStartOfDay(ZoneOffset.UTC).toInstant();
            return end
                    ? day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minusMillis(1)
                    : begin;
        } catch (DateTimeException e) {
            error.accept(
                    column,
                    "\"" + PrintableCells.shown(value)
                            + "\" is not a valid date: write 2024-01-31 (in UTC) or 2024-01-31T12:00:00+01:00.");
            return null;
        }
    }

    /** In bytes; {@code null} for any. */
    Long sizeMin() {
        return sizeMin;
    }

    /** In bytes; {@code null} for any. */
    Long sizeMax() {
        return sizeMax;
    }

    private Long size(Column column) {
        String value = values.get(column);
        if (value == null) {
            return null;
        }
        Matcher size = SIZE.matcher(value);
        if (!size.matches()) {
            error.accept(
                    column,
                    "\"" + PrintableCells.shown(value) + "\" is not a valid size: write bytes, or 500k, 20M, 1G.");
            return null;
        }
        long unit =
                switch (size.group(2)) {
                    case "k" -> 1_000L;
                    case "M" -> 1_000_000L;
                    case "G" -> 1_000_000_000L;
                    default -> 1L;
                };
        return Long.parseLong(size.group(1)) * unit;
    }

    List<String> subjects(List<String> otherwise) {
        String value = values.get(Column.SUBJECTS);
        return value == null ? otherwise : parts(value);
    }

    /** The parts of a field, separated by semicolons. */
    static List<String> parts(String value) {
        return Arrays.stream(value.split(";", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** {@code source -> target; ...}; each source folder may occur once. */
    Map<String, String> folderMap() {
        Map<String, String> map = new LinkedHashMap<>();
        for (String part : parts(values.getOrDefault(Column.FOLDER_MAP, ""))) {
            String[] sides = part.split("\\s*->\\s*", -1);
            if (sides.length != 2 || sides[0].isEmpty() || sides[1].isEmpty()) {
                error.accept(
                        Column.FOLDER_MAP,
                        "\"" + PrintableCells.shown(part)
                                + "\" is not a folder mapping: write source -> target, and ; between two mappings.");
                continue;
            }
            String source = sides[0].toUpperCase(Locale.ROOT).equals("INBOX") ? "INBOX" : sides[0];
            if (map.put(source, sides[1]) != null) {
                error.accept(Column.FOLDER_MAP, "\"" + PrintableCells.shown(source) + "\" is here twice: remove one.");
            }
        }
        return map;
    }
}
