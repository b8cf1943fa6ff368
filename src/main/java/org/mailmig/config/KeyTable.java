// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/** The configuration keys of the table {@code keys.txt}, whose head describes its format. Immutable. */
public final class KeyTable {
    private static final String FILE = "/org/mailmig/keys.txt";
    private static final String EXAMPLE = "? ";
    private static final String PREFIX = "mailmig.";
    private static final String SOURCE = "mailmig.source.";
    private static final String TARGET = "mailmig.target.";
    private static final List<Row> ROWS = new ArrayList<>();
    private static final Map<String, Row> BY_NAME = new LinkedHashMap<>();

    static {
        read();
    }

    /** The type of a value. */
    public enum Type {
        TEXT,
        URI,
        FILE,
        FOLDER,
        LIST,
        SECRET,
        FLAG,
        /** Milliseconds, or a number with units. */
        TIME,
        /** A whole number from 1 on. */
        COUNT,
        /** A whole number. */
        NUMBER,
        INSTANT,
        CHOICE
    }

    /**
     * A line of the table.
     *
     * @param pattern the names as written in the table, with braces
     * @param names one key, or one for each server
     * @param unit of a number, or {@code above 0} for a time; may be empty
     * @param words the values of a choice, else empty
     * @param value the default, which may be empty; an example if {@code isExample}
     * @param section of the table
     * @param notes lines that precede the key
     */
    public record Row(
            String pattern,
            List<String> names,
            Type type,
            String unit,
            List<String> words,
            String value,
            boolean isExample,
            String sentence,
            String section,
            List<String> notes) {
        /** Returns whether 0 is refused, because nothing can be done within no time. */
        boolean isAboveZero() {
            return type == Type.TIME && unit.equals("above 0");
        }
    }

    private KeyTable() {}

    public static List<Row> rows() {
        return List.copyOf(ROWS);
    }

    /** The names of all keys of a process with one source and one target. */
    static Set<String> names() {
        return Set.copyOf(BY_NAME.keySet());
    }

    /** The row of a key, including keys of further servers. */
    static Optional<Row> find(String key) {
        Row row = BY_NAME.get(key);
        int end = key.startsWith(PREFIX) ? key.indexOf('.', PREFIX.length()) : -1;
        if (row != null || end < 0) {
            return Optional.ofNullable(row);
        }
        String option = key.substring(end + 1);
        return Stream.of(SOURCE + option, TARGET + option)
                .map(BY_NAME::get)
                .filter(found -> found != null)
                .findFirst();
    }

    /** The keys of a further server: all of the source and of the target, since it may be either. */
    static Stream<String> namesOf(String server) {
        return BY_NAME.keySet().stream()
                .filter(name -> name.startsWith(SOURCE) || name.startsWith(TARGET))
                .map(name -> PREFIX + server + name.substring(name.indexOf('.', PREFIX.length())))
                .distinct();
    }

    /** The defaults, including empty ones. */
    static Properties defaults() {
        Properties defaults = new Properties();
        BY_NAME.forEach((name, row) -> {
            if (!row.isExample()) {
                defaults.setProperty(name, row.value());
            }
        });
        return defaults;
    }

    private static void read() {
        String section = "";
        List<String> notes = new ArrayList<>();
        for (String line : text().lines().toList()) {
            if (line.startsWith("---")) {
                section = line.substring(3).strip();
            } else if (line.startsWith(">")) {
                notes.add(line.substring(1).stripTrailing());
            } else if (!line.isBlank() && !line.startsWith("#")) {
                Row row = row(line, section, List.copyOf(notes));
                notes.clear();
                ROWS.add(row);
                row.names().forEach(name -> BY_NAME.put(name, row));
            }
        }
    }

    private static Row row(String line, String section, List<String> notes) {
        String[] cells = Arrays.stream(line.split("\\|", 5)).map(String::strip).toArray(String[]::new);
        if (cells.length < 5) {
            throw new IllegalStateException(FILE + ": five columns are needed in: " + line);
        }
        Type type = Type.valueOf(cells[1].toUpperCase(Locale.ROOT));
        boolean choice = type == Type.CHOICE;
        boolean example = cells[3].startsWith(EXAMPLE);
        return new Row(
                cells[0],
                names(cells[0]),
                type,
                choice ? "" : cells[2],
                choice ? List.of(cells[2].split(", ")) : List.of(),
                example ? cells[3].substring(EXAMPLE.length()) : cells[3],
                example,
                cells[4],
                section,
                notes);
    }

    private static List<String> names(String pattern) {
        int open = pattern.indexOf('{');
        int close = pattern.indexOf('}');
        return open < 0
                ? List.of(pattern)
                : Arrays.stream(pattern.substring(open + 1, close).split(","))
                        .map(each -> pattern.substring(0, open) + each + pattern.substring(close + 1))
                        .toList();
    }

    private static String text() {
        try (InputStream file = KeyTable.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is not in the jar");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
