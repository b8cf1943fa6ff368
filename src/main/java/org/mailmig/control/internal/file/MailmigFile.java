// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
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
    /** Reads a file in the control file's folder. */
    interface Beside {
        Snapshot take(String name) throws IOException;
    }

    private final String file;
    private final Problems problems;
    private final Beside beside;
    private final KeywordLines lines;

    /** The grammar of the accounts file; {@code null} if the mode is not supported. */
    FileGrammar grammar;

    FileFilters filters = FileFilters.NONE;
    /** {@code null} if it cannot be read; then there are errors. */
    Snapshot accounts;
    /** {@code null} if the file names none. */
    Snapshot subjectFile;

    MailmigFile(Snapshot control, Charset charset, Mode mode, Problems problems, Beside beside) throws IOException {
        this.file = control.name();
        this.problems = problems;
        this.beside = beside;
        this.lines = new KeywordLines(file, TextLines.of(control, charset, problems), problems);
        mode();
        accounts();
        subjectFile = lines.has(Keyword.SUBJECT_FILE) ? named(Keyword.SUBJECT_FILE) : null;
        filters = new KeywordFilters(lines, problems).read(mode, subjectFile, charset);
    }

    /**
     * The filters, with the server of {@code ExchStoreDN} as the target of all rows. Such a DN names it before {@code CN=Servers}, in
     * either notation: {@code CN=SRV2,CN=Servers,...} or {@code .../cn=Servers/cn=SRV2/...}.
     */
    FileFilters filters(RowServers servers) {
        KeywordLines.Value value = lines.get(Keyword.EXCH_STORE_DN);
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
        KeywordLines.Value mode = lines.get(Keyword.MODE);
        if (mode == null) {
            if (lines.isEmpty()) {
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
        if (lines.has(Keyword.ACCOUNTS)) {
            accounts = named(Keyword.ACCOUNTS);
        } else if (!lines.isMentioned(Keyword.ACCOUNTS)) {
            error(0, "Accounts is missing: name the file that lists the accounts, for example Accounts,accounts.csv.");
        }
    }

    private Snapshot named(Keyword keyword) throws IOException {
        KeywordLines.Value value = lines.get(keyword);
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

    /** The files that it names, as far as they can be read. */
    List<Snapshot> named() {
        return Stream.of(accounts, subjectFile).filter(Objects::nonNull).toList();
    }

    /** How {@code file}, this one or one that it names, is copied without its passwords. */
    RedactedCopy.Kind kind(Snapshot file) {
        if (file == accounts) {
            return grammar == FileGrammar.ALIASES ? RedactedCopy.Kind.NAMES : RedactedCopy.Kind.IMAP_ACCOUNTS;
        }
        return file == subjectFile ? RedactedCopy.Kind.SUBJECTS : RedactedCopy.Kind.LINES;
    }

    private void error(int line, String sentence) {
        problems.error(file, line, null, sentence);
    }
}
