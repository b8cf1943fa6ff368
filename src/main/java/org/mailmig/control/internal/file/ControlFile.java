// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.mailmig.control.internal.text.BadFileException;
import org.mailmig.control.internal.text.Column;
import org.mailmig.control.internal.text.CsvSanitizer;
import org.mailmig.control.internal.text.DecodingReader;
import org.mailmig.control.internal.text.FileFormat;
import org.mailmig.control.internal.text.FileGrammar;
import org.mailmig.control.internal.text.PrintableCells;
import org.mailmig.control.internal.text.Problems;
import org.mailmig.control.internal.text.Snapshot;
import org.mailmig.control.internal.text.TextLines;
import org.mailmig.control.rows.CsvRow;
import org.mailmig.control.rows.FileFilters;
import org.mailmig.control.rows.Header;
import org.mailmig.control.rows.IntakeOptions;
import org.mailmig.control.rows.RowRules;
import org.mailmig.control.rows.RowServers;
import org.mailmig.control.rows.ValidatedRows;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.wave.BusyMailboxesException;

/** One control file on its way into the ledger, with the files that it names. Used and closed by one exchange. */
public final class ControlFile implements AutoCloseable {
    private final Path path;
    private final Request request;
    private final FileAges waiting;
    private final ReferencedFiles named;
    final Problems problems = new Problems();
    private Snapshot control;
    private MailmigFile mailmig;
    private Charset charset = StandardCharsets.UTF_8;
    private String left;
    private Header rowHeader;

    /**
     * @param options complete, with the default mode
     * @param dropped whether mailmig moves the file away
     * @param plan nothing may be written, neither to the ledger nor to a folder
     */
    public record Request(IntakeOptions options, Limits limits, boolean dropped, boolean plan) {}

    /**
     * Values of the configuration.
     *
     * @param charset the name of the encoding
     * @param largest in bytes
     * @param settle how long a dropped file must not have changed
     * @param patience how long dropped files that refer to one another wait for each other
     */
    public record Limits(String charset, long largest, Path workDir, Duration settle, Duration patience) {}

    public ControlFile(Path path, Request request, FileAges waiting, ReferencedFiles named) {
        this.path = path;
        this.request = request;
        this.waiting = waiting;
        this.named = named;
    }

    /** Reads the file and those that it names. Returns the text of its rows; empty if there are none to be read. */
    public Reader take() throws IOException {
        try {
            charset = Charset.forName(request.limits().charset());
        } catch (IllegalArgumentException e) {
            problems.error(
                    "mailmig.intake.charset",
                    0,
                    null,
                    "there is no code page \"" + request.limits().charset() + "\".");
            return Reader.nullReader();
        }
        try {
            control = Snapshot.take(
                    path, request.limits().workDir(), request.limits().largest(), request.dropped());
        } catch (BadFileException e) {
            problems.error(name(), 0, null, "the file " + e.getMessage());
            return Reader.nullReader();
        }
        String other = OtherKind.of(control);
        if (other != null) {
            problems.error(name(), 0, null, "the file " + other);
            return Reader.nullReader();
        }
        FileKind head = FileKind.of(control, charset);
        if (head.isMailmig()) {
            return rowsBeside();
        }
        if (request.dropped()) {
            left = left(head);
        } else if (head.isAccounts()) {
            problems.error(name(), 0, null, "this is an accounts file: give the control file that names it.");
        }
        return isLeft() || problems.any() ? Reader.nullReader() : text(control);
    }

    /** Why a dropped file stays for now, or {@code null}. */
    private String left(FileKind head) throws IOException {
        if (head.isAccounts() || named.isNamed(path, charset)) {
            return "is waiting for the control file that names it";
        }
        boolean stranger = !head.isBlank() && !head.hasColumn();
        boolean early = waiting.since(path.toString(), control.digest())
                        .compareTo(request.limits().patience())
                < 0;
        return stranger && early
                ? "has no column of a control file: it waits "
                        + request.limits().patience().toSeconds()
                        + " s (mailmig.intake.patience) for a control file that names it, then it is rejected"
                : null;
    }

    /** A dropped file that another control file in the folder names too. */
    public boolean isNamedElsewhere(Snapshot file) throws IOException {
        return !file.file().equals(path) && named.isNamedBesides(file.file(), path, charset);
    }

    private Reader rowsBeside() throws IOException {
        if (Files.size(path) > TextLines.LARGEST) {
            problems.error(
                    name(),
                    0,
                    null,
                    "a control file of keywords must not exceed 1 MB: list the accounts in another file.");
            return Reader.nullReader();
        }
        mailmig = new MailmigFile(control, charset, request.options().mode(), problems, this::sibling);
        return mailmig.accounts == null || mailmig.grammar == null ? Reader.nullReader() : text(mailmig.accounts);
    }

    private Reader text(Snapshot file) throws IOException {
        FileFormat format = FileKind.of(file, charset).format();
        return new CsvSanitizer(
                new DecodingReader(file.open(), charset, file.name(), problems), format, file.name(), problems);
    }

    /** Only a plain name in the control file's own folder: a control file cannot refer to any other place. */
    private Snapshot sibling(String name) throws IOException {
        if (name.matches(".*[/\\\\:].*") || name.startsWith(".") || name.equals(name())) {
            throw new BadFileException("must be in the control file's folder: put it there and write only its name.");
        }
        Path file = path.resolveSibling(name);
        if (request.dropped()) {
            mustRest(file);
        }
        Snapshot taken =
                Snapshot.take(file, request.limits().workDir(), request.limits().largest(), request.dropped());
        String other = OtherKind.of(taken);
        if (other != null) {
            taken.close();
            throw new BadFileException(other);
        }
        return taken;
    }

    /** As for the drop folder's own files: waits for a file that is being written or about to be dropped. */
    private void mustRest(Path file) throws IOException {
        String pair = path + " " + file;
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            if (waiting.since(pair, "missing").compareTo(request.limits().patience()) < 0) {
                throw new TransientException(
                        "it waits " + request.limits().patience().toSeconds() + " s (mailmig.intake.patience) for "
                                + PrintableCells.shown(file.getFileName().toString()) + ", which it names.",
                        null);
            }
            return;
        }
        if (waiting.since(pair, Snapshot.look(file)).compareTo(request.limits().settle()) < 0) {
            throw new TransientException(
                    PrintableCells.shown(file.getFileName().toString())
                            + ", which it names, is still being written: it is accepted when that file stops changing.",
                    null);
        }
    }

    /** The rows, checked one by one while {@code cells} is read. */
    public ValidatedRows rows(Iterator<CsvRow> cells, RowServers servers, RowRules.Forward forward) {
        Header header = header(cells);
        String file = rowsFile();
        rowHeader = header;
        FileFilters filters = mailmig == null ? FileFilters.NONE : mailmig.filters(servers);
        RowRules rules = new RowRules(header, file, filters, request.options(), forward, servers, problems);
        return new ValidatedRows(cells, rules, file, problems);
    }

    private String rowsFile() {
        return mailmig == null || mailmig.accounts == null ? name() : mailmig.accounts.name();
    }

    /** Rows whose mailboxes another wave is processing are errors like any other. */
    public void busy(BusyMailboxesException rows) {
        for (BusyMailboxesException.Busy row : rows.busy()) {
            problems.error(rowsFile(), row.line(), rowHeader.name(Column.SOURCE_USER), row.sentence());
        }
        problems.unlisted(rows.count() - rows.busy().size());
    }

    private Header header(Iterator<CsvRow> cells) {
        FileGrammar grammar = mailmig == null ? FileGrammar.CSV : mailmig.grammar;
        if (grammar == null || grammar == FileGrammar.ALIASES) {
            return Header.aliases();
        }
        CsvRow first = cells.hasNext() ? cells.next() : null;
        while (first != null && first.isBlank()) {
            first = cells.hasNext() ? cells.next() : null;
        }
        if (first != null) {
            Snapshot file = mailmig == null ? control : mailmig.accounts;
            return Header.read(
                    grammar, first, file.name(), problems, request.options().ignoreColumns());
        }
        if (!problems.any()) {
            problems.error(rowsFile(), 0, null, "the file is empty: write a header and one row per mailbox.");
        }
        return new Header(grammar, List.of(), List.of(), 0, 0);
    }

    /** The hash of everything that determines the wave: the file and the files that it names. */
    public String sha256() {
        if (mailmig == null) {
            return control.digest();
        }
        MessageDigest digest = Snapshot.sha256();
        for (Snapshot file : files()) {
            digest.update(file.digest().getBytes(StandardCharsets.US_ASCII));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The control file first. */
    public List<Snapshot> files() {
        List<Snapshot> files = new ArrayList<>();
        Optional.ofNullable(control).ifPresent(files::add);
        if (mailmig != null) {
            Optional.ofNullable(mailmig.accounts).ifPresent(files::add);
            Optional.ofNullable(mailmig.subjectFile).ifPresent(files::add);
        }
        return files;
    }

    /** Describes how to copy {@code file} without its passwords. */
    public RedactedCopy masked(Snapshot file) {
        RedactedCopy.Kind kind = RedactedCopy.Kind.CSV;
        if (mailmig != null) {
            kind = file == mailmig.subjectFile ? RedactedCopy.Kind.SUBJECTS : RedactedCopy.Kind.LINES;
            if (file == mailmig.accounts) {
                kind = mailmig.grammar == FileGrammar.ALIASES
                        ? RedactedCopy.Kind.NAMES
                        : RedactedCopy.Kind.IMAP_ACCOUNTS;
            }
        }
        return new RedactedCopy(file, charset, kind);
    }

    public String name() {
        return path.getFileName().toString();
    }

    public Path path() {
        return path;
    }

    public Request request() {
        return request;
    }

    public boolean isLeft() {
        return left != null;
    }

    /** Why the file is left; {@code null} if it is not. */
    public String whyLeft() {
        return left;
    }

    @Override
    public void close() throws IOException {
        for (Snapshot file : files()) {
            file.close();
        }
    }

    public Problems problems() {
        return problems;
    }
}
