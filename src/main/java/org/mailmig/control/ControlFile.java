package org.mailmig.control;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** One control file on its way into the ledger, with the files that it names. Used by one exchange, closed with it. */
final class ControlFile implements AutoCloseable {
    private final Path path;
    private final Request request;
    final Problems problems = new Problems();
    private Snapshot control;
    private MailmigFile mailmig;
    private Charset charset = StandardCharsets.UTF_8;
    private boolean left;

    /**
     * @param options complete: with the default mode
     * @param dropped the file is ours to move away
     * @param plan nothing may be written, neither into the ledger nor aside
     */
    record Request(IntakeOptions options, Limits limits, boolean dropped, boolean plan) {}

    /** What the configuration says: {@code charset} by its name, {@code largest} in octets. */
    record Limits(String charset, long largest, Path workDir) {}

    ControlFile(Path path, Request request) {
        this.path = path;
        this.request = request;
    }

    /** Takes the file and what it names. Gives the text of its rows; an empty one where there are none to be read. */
    Reader take() throws IOException {
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
                    path, request.limits().workDir(), request.limits().largest());
        } catch (BadFileException e) {
            problems.error(name(), 0, null, "the file " + e.getMessage());
            return Reader.nullReader();
        }
        Head head = Head.of(control, charset);
        if (head.isMailmig()) {
            return named();
        }
        left = request.dropped() && (head.isAccounts() || isNamed());
        if (!left && head.isAccounts()) {
            problems.error(name(), 0, null, "this is an accounts file: give the control file that names it.");
        }
        return left || problems.any() ? Reader.nullReader() : text(control);
    }

    private Reader named() throws IOException {
        if (Files.size(path) > PlainLines.LARGEST) {
            problems.error(
                    name(),
                    0,
                    null,
                    "a control file of keywords is no larger than 1 MB: list the accounts in another file.");
            return Reader.nullReader();
        }
        mailmig = new MailmigFile(control, charset, request.options().mode(), problems, this::beside);
        return mailmig.accounts == null || mailmig.grammar == null ? Reader.nullReader() : text(mailmig.accounts);
    }

    private Reader text(Snapshot file) throws IOException {
        return new CsvGuard(new ControlText(file.open(), charset, file.name(), problems), file.name(), problems);
    }

    /** Only a plain name in the control file's own folder: nothing that a control file says reaches another place. */
    private Snapshot beside(String name) throws IOException {
        if (name.matches(".*[/\\\\:].*") || name.startsWith(".") || name.equals(name())) {
            throw new BadFileException("must lie beside the control file: put it there and write its name only.");
        }
        return Snapshot.take(
                path.resolveSibling(name),
                request.limits().workDir(),
                request.limits().largest());
    }

    private boolean isNamed() throws IOException {
        try (DirectoryStream<Path> others =
                Files.newDirectoryStream(path.toAbsolutePath().getParent(), "*.{csv,txt,CSV,TXT}")) {
            for (Path other : others) {
                boolean small = Files.isRegularFile(other, LinkOption.NOFOLLOW_LINKS)
                        && Files.isReadable(other)
                        && Files.size(other) <= PlainLines.LARGEST;
                if (small && !other.getFileName().equals(path.getFileName()) && names(other)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean names(Path other) throws IOException {
        try (Snapshot snapshot = Snapshot.take(other, request.limits().workDir(), PlainLines.LARGEST)) {
            return Head.of(snapshot, charset).names(name());
        }
    }

    /** The rows, checked one by one as {@code cells} is read. */
    CheckedRows rows(Iterator<Cells> cells, Servers servers, String forwardDomain) {
        Header header = header(cells);
        String file = mailmig == null || mailmig.accounts == null ? name() : mailmig.accounts.name();
        Filters filters = mailmig == null ? Filters.NONE : mailmig.filters;
        RowRules rules = new RowRules(header, file, filters, request.options(), forwardDomain, servers, problems);
        return new CheckedRows(cells, rules, file, problems);
    }

    private Header header(Iterator<Cells> cells) {
        Grammar grammar = mailmig == null ? Grammar.CSV : mailmig.grammar;
        if (grammar == null || grammar == Grammar.ALIASES) {
            return Header.aliases();
        }
        if (cells.hasNext()) {
            Snapshot file = mailmig == null ? control : mailmig.accounts;
            return Header.read(grammar, cells.next(), file.name(), problems);
        }
        if (!problems.any()) {
            problems.error(name(), 0, null, "the file is empty: write a header and one row for each mailbox.");
        }
        return new Header(grammar, List.of(), List.of());
    }

    /** Of everything that decides what the wave does: the file and the files that it names. */
    String sha256() {
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
    List<Snapshot> files() {
        List<Snapshot> files = new ArrayList<>();
        Optional.ofNullable(control).ifPresent(files::add);
        if (mailmig != null) {
            Optional.ofNullable(mailmig.accounts).ifPresent(files::add);
            Optional.ofNullable(mailmig.subjectFile).ifPresent(files::add);
        }
        return files;
    }

    /** How {@code file} may be copied without its passwords. */
    Masked masked(Snapshot file) {
        Masked.Kind kind = Masked.Kind.CSV;
        if (mailmig != null) {
            kind = file == mailmig.subjectFile ? Masked.Kind.SUBJECTS : Masked.Kind.LINES;
            if (file == mailmig.accounts && mailmig.grammar == Grammar.IMAP) {
                kind = Masked.Kind.IMAP_ACCOUNTS;
            }
        }
        return new Masked(file, charset, kind);
    }

    String name() {
        return path.getFileName().toString();
    }

    Path path() {
        return path;
    }

    Request request() {
        return request;
    }

    boolean isLeft() {
        return left;
    }

    @Override
    public void close() throws IOException {
        for (Snapshot file : files()) {
            file.close();
        }
    }
}
