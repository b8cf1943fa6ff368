// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control.internal.file;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.mailmig.control.internal.text.BadFileException;
import org.mailmig.control.internal.text.CsvSanitizer;
import org.mailmig.control.internal.text.DecodingReader;
import org.mailmig.control.internal.text.FileFormat;
import org.mailmig.control.internal.text.FileGrammar;
import org.mailmig.control.internal.text.Problems;
import org.mailmig.control.internal.text.Snapshot;
import org.mailmig.control.internal.text.TextLines;
import org.mailmig.control.rows.CsvRow;
import org.mailmig.control.rows.FileFilters;
import org.mailmig.control.rows.RowRules;
import org.mailmig.control.rows.RowServers;
import org.mailmig.control.rows.ValidatedRows;
import org.mailmig.ledger.wave.BusyMailboxesException;

/** One control file on its way into the ledger, with the files that it names. Used and closed by one exchange. */
public final class ControlFile implements AutoCloseable {
    private final Path path;
    private final IntakeRequest request;
    private final SiblingFiles siblings;
    final Problems problems = new Problems();
    private Snapshot control;
    private MailmigFile mailmig;
    private Charset charset = StandardCharsets.UTF_8;
    private String left;
    private FileRows rows;

    public ControlFile(Path path, IntakeRequest request, FileAges waiting, ReferencedFiles named) {
        this.path = path;
        this.request = request;
        this.siblings = new SiblingFiles(path, request, waiting, named);
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
            left = siblings.whyLeft(head, control.digest(), charset);
        } else if (head.isAccounts()) {
            problems.error(name(), 0, null, "this is an accounts file: give the control file that names it.");
        }
        return isLeft() || problems.any() ? Reader.nullReader() : text(control);
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
        mailmig = new MailmigFile(control, charset, request.options().mode(), problems, siblings::take);
        return mailmig.accounts == null || mailmig.grammar == null ? Reader.nullReader() : text(mailmig.accounts);
    }

    private Reader text(Snapshot file) throws IOException {
        FileFormat format = FileKind.of(file, charset).format();
        return new CsvSanitizer(
                new DecodingReader(file.open(), charset, file.name(), problems), format, file.name(), problems);
    }

    /** A dropped file that another control file in the folder names too. */
    public boolean isNamedElsewhere(Snapshot file) throws IOException {
        return siblings.isNamedElsewhere(file, charset);
    }

    /** The rows, checked one by one while {@code cells} is read. */
    public ValidatedRows rows(Iterator<CsvRow> cells, RowServers servers, RowRules.Forward forward) {
        rows = mailmig == null
                ? new FileRows(name(), FileGrammar.CSV, request, problems)
                : new FileRows(
                        mailmig.accounts == null ? name() : mailmig.accounts.name(),
                        mailmig.grammar,
                        request,
                        problems);
        return rows.checked(
                cells, () -> mailmig == null ? FileFilters.NONE : mailmig.filters(servers), servers, forward);
    }

    /** Rows whose mailboxes another wave is processing are errors like any other. */
    public void busy(BusyMailboxesException busy) {
        rows.busy(busy);
    }

    /** The control file and the files that it names. */
    public FileSet files() {
        return new FileSet(control, mailmig, charset);
    }

    public String name() {
        return path.getFileName().toString();
    }

    public Path path() {
        return path;
    }

    public IntakeRequest request() {
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
        for (Snapshot file : files().all()) {
            file.close();
        }
    }

    public Problems problems() {
        return problems;
    }
}
