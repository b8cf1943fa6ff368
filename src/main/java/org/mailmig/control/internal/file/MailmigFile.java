// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailmig.Mode;
import org.mailmig.control.internal.text.BadFileException;
import org.mailmig.control.internal.text.FileGrammar;
import org.mailmig.control.internal.text.PrintableCells;
import org.mailmig.control.internal.text.Problems;
import org.mailmig.control.internal.text.Snapshot;
import org.mailmig.control.internal.text.TextLines;
import org.mailmig.control.rows.FileFilters;
import org.mailmig.control.rows.RowServers;

/**
 * A control file in Mailmig's own grammar: {@code Keyword,Value} lines, {@code Mode} first, {@code !} comments. The value is
 * everything after the first comma.
 */
final class MailmigFile {
    private static final int MOST_SUBJECTS = 1_000;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT);

    private record Value(int line, String word, String text) {}

    /** Reads a file in the control file's folder. */
    interface Beside {
        Snapshot take(String name) throws IOException;
    }

    private final String file;
    private final Problems problems;
    private final Beside beside;
    private final Charset charset;
    private final Map<Keyword, Value> values = new EnumMap<>(Keyword.class);
    private final Map<String, Integer> met = new HashMap<>();

    /** The grammar of the accounts file; {@code null} if the mode is not supported. */
    FileGrammar grammar;

    FileFilters filters = FileFilters.NONE;
    /** {@code null} if it cannot be read; then there are errors. */
    Snapshot accounts;
    /** {@code null} if the file names none. */
    Snapshot subjectFile;

    MailmigFile(Snapshot control, Charset charset, Mode mode, Problems problems, Beside beside) throws IOException {
        this.file = control.name();
        this.charset = charset;
        this.problems = problems;
        this.beside = beside;
        List<String> lines = TextLines.of(control, charset, problems);
        for (int i = 0; i < lines.size(); i++) {
            line(i + 1, lines.get(i));
        }
        mode();
        accounts();
        subjectFile = values.containsKey(Keyword.SUBJECT_FILE) ? named(Keyword.SUBJECT_FILE) : null;
        filters = new FileFilters(date(Keyword.EMAIL_START), date(Keyword.EMAIL_END), subjects(), sidOnly(), null);
        filters(mode);
    }

    private void line(int number, String line) {
        String[] parts = line.split(",", 2);
        String word = parts[0].strip();
        if (line.isBlank() || line.strip().startsWith("!")) {
            return;
        }
        Keyword keyword = Keyword.find(word);
        if (keyword == null) {
            String shown = Keyword.isNear(word) ? "\"" + PrintableCells.shown(word) + "\"" : "this";
            error(number, shown + " is not a keyword of a control file: correct or remove it.");
            return;
        }
        if (met.isEmpty() && keyword != Keyword.MODE) {
            error(number, "Mode must be the first keyword: begin the file with Mode,IMAP or Mode,EXCHANGE.");
        }
        Integer earlier = met.putIfAbsent(word.toLowerCase(Locale.ROOT), number);
        if (earlier != null) {
            error(number, word + " is already in line " + earlier + ": remove one of the two.");
            return;
        }
        if (parts.length < 2 || parts[1].isBlank()) {
            error(number, word + " has no value: write " + word + ",value or remove the line.");
            return;
        }
        keep(keyword, new Value(number, word, parts[1].strip()));
    }

    private void keep(Keyword keyword, Value value) {
        values.put(keyword, value);
        if (keyword.only() != null && !keyword.only().equalsIgnoreCase(value.text())) {
            error(
                    value.line(),
                    value.word() + "," + PrintableCells.shown(value.text()) + " is not supported: only "
                            + keyword.word() + "," + keyword.only() + " is.");
        } else if (keyword == Keyword.MEANINGLESS) {
            problems.warning(
                    file,
                    value.line(),
                    null,
                    value.word() + " has no effect here and is ignored: see application.properties.");
        }
    }

    private boolean sidOnly() {
        Value value = values.get(Keyword.RESTRICT_SEARCH_TO_SID);
        if (value != null && !value.text().toUpperCase(Locale.ROOT).matches("TRUE|FALSE")) {
            error(
                    value.line(),
                    value.word() + "," + PrintableCells.shown(value.text()) + " is neither TRUE nor FALSE.");
        }
        return value != null && value.text().equalsIgnoreCase("TRUE");
    }

    /**
     * The filters, with the server of {@code ExchStoreDN} as the target of all rows. Such a DN names it before {@code CN=Servers}, in
     * either notation: {@code CN=SRV2,CN=Servers,...} or {@code .../cn=Servers/cn=SRV2/...}.
     */
    FileFilters filters(RowServers servers) {
        Value value = values.get(Keyword.EXCH_STORE_DN);
        if (value == null) {
            return filters;
        }
        String server = StoreServer.of(value.text());
        String known = server == null ? null : servers.named(server);
        if (known == null) {
            error(
                    value.line(),
                    server == null
                            ? value.word()
                                    + " names no server: write its distinguished name with CN=SERVER,CN=Servers,..."
                                    + " in it, or remove the line."
                            : "the configuration has no server \"" + PrintableCells.shown(server) + "\", which "
                                    + value.word()
                                    + " names: add it to mailmig.servers and set its .uri, or remove the line.");
        }
        return filters.withTargetServer(known);
    }

    private void mode() {
        Value mode = values.get(Keyword.MODE);
        if (mode == null) {
            if (met.isEmpty()) {
                error(0, "the required keyword Mode is missing: begin the file with Mode,IMAP or Mode,EXCHANGE.");
            }
        } else if (mode.text().equalsIgnoreCase("IMAP")) {
            grammar = FileGrammar.IMAP;
        } else if (mode.text().equalsIgnoreCase("EXCHANGE")) {
            grammar = FileGrammar.ALIASES;
        } else {
            String text = mode.text().toUpperCase(Locale.ROOT);
            error(
                    mode.line(),
                    Keyword.OTHER_MODES.contains(text)
                            ? "Mode," + text + " is not supported: use Mode,IMAP or Mode,EXCHANGE."
                            : "\"" + PrintableCells.shown(mode.text()) + "\" is not a mode: write IMAP or EXCHANGE.");
        }
    }

    private void accounts() throws IOException {
        if (values.containsKey(Keyword.ACCOUNTS)) {
            accounts = named(Keyword.ACCOUNTS);
        } else if (!met.containsKey("accounts")) {
            error(0, "Accounts is missing: name the file that lists the accounts, for example Accounts,accounts.csv.");
        }
    }

    private Snapshot named(Keyword keyword) throws IOException {
        Value value = values.get(keyword);
        try {
            return beside.take(value.text());
        } catch (BadFileException e) {
            error(
                    value.line(),
                    "the file \"" + PrintableCells.shown(value.text()) + "\" that " + value.word() + " names "
                            + e.getMessage());
            return null;
        }
    }

    private Instant date(Keyword keyword) {
        Value value = values.get(keyword);
        if (value == null) {
            return null;
        }
        try {
            Instant instant = LocalDateTime.parse(value.text(), DATE).toInstant(ZoneOffset.UTC);
            problems.warning(file, value.line(), null, value.word() + " is interpreted as UTC: " + instant + ".");
            return instant;
        } catch (DateTimeParseException e) {
            error(
                    value.line(),
                    "\"" + PrintableCells.shown(value.text()) + "\" is not a valid date: write YYYYMMDDHHMMSS, in"
                            + " UTC.");
            return null;
        }
    }

    private List<String> subjects() throws IOException {
        if (subjectFile == null) {
            return List.of();
        }
        List<String> subjects = TextLines.of(subjectFile, charset, problems).stream()
                .map(String::strip)
                .filter(subject -> !subject.isEmpty())
                .toList();
        if (subjects.isEmpty() || subjects.size() > MOST_SUBJECTS) {
            problems.error(
                    subjectFile.name(),
                    0,
                    null,
                    "the file lists " + subjects.size() + " subjects: write 1 to " + MOST_SUBJECTS + ", one per line.");
        }
        return subjects;
    }

    private void filters(Mode mode) {
        for (Keyword keyword : List.of(Keyword.EMAIL_START, Keyword.EMAIL_END, Keyword.SUBJECT_FILE)) {
            Value value = values.get(keyword);
            if (value != null && mode == Mode.CLONE) {
                error(value.line(), value.word() + " cannot filter a clone: remove the line or run a merge.");
            }
        }
        if (filters.since() != null
                && filters.until() != null
                && filters.since().isAfter(filters.until())) {
            error(values.get(Keyword.EMAIL_END).line(), "EmailEnd is before EmailStart: correct one of the two.");
        }
    }

    private void error(int line, String sentence) {
        problems.error(file, line, null, sentence);
    }
}
