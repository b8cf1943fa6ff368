// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.ProducerTemplate;
import org.mailmig.Mode;
import org.mailmig.config.Settings;
import org.mailmig.control.internal.file.ControlFile;
import org.mailmig.control.internal.file.FileAges;
import org.mailmig.control.internal.file.ReferencedFiles;
import org.mailmig.control.rows.CsvRow;
import org.mailmig.control.rows.IntakeOptions;
import org.mailmig.control.rows.RowRules;
import org.mailmig.control.rows.RowServers;
import org.mailmig.control.rows.ValidatedRows;
import org.mailmig.error.PermanentException;
import org.mailmig.error.RefusedException;
import org.mailmig.error.StopException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.tables.Waves;
import org.mailmig.ledger.wave.BusyMailboxesException;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.runtime.FileProblem;
import org.mailmig.runtime.PrivateFiles;
import org.mailmig.text.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads control files (bean {@code mailmigIntake}). Each one passes the route {@code mailmig-control-file}: {@link #claim}, camel-csv,
 * {@link #begin}. Thread-safe.
 */
public final class Intake implements CamelContextAware {
    /** Writes a wave: all of its accounts or none. */
    @FunctionalInterface
    interface Sink {
        Waves.Begun begin(String name, String sha256, Iterator<NewAccount> accounts);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final String ROUTE = "direct:mailmig-control-file?block=false";
    private static final String FILE = "mailmigControlFile";

    private final FileAges waiting = new FileAges();
    private final ReferencedFiles named = new ReferencedFiles();
    private CamelContext context;
    private Sink sink;

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** Replaces the context's ledger. */
    void setSink(Sink sink) {
        this.sink = sink;
    }

    /**
     * Reads a file given by an operator: checks all of it, begins its wave and stores a copy without passwords. The file itself is not
     * changed.
     *
     * @throws StopException if the result is undecided (ledger down, disk full); reading the file again is safe
     */
    public IntakeResult take(Path file, IntakeOptions options) {
        return send(new ControlFile(file, request(options, false, false), waiting, named))
                .getMessage()
                .getBody(IntakeResult.class);
    }

    /** Runs the same checks and writes nothing. */
    public ValidationResult check(Path file, IntakeOptions options) {
        return send(new ControlFile(file, request(options, false, true), waiting, named))
                .getMessage()
                .getBody(ValidationResult.class);
    }

    private Exchange send(ControlFile file) {
        try (ProducerTemplate template = context.createProducerTemplate()) {
            Exchange answer =
                    template.send(ROUTE, exchange -> exchange.getMessage().setBody(file));
            if (answer.getException() instanceof StopException stop) {
                throw stop;
            }
            if (answer.getException() != null) {
                throw new PermanentException(
                        "The control file " + file.path() + " could not be accepted: "
                                + FileProblem.file(answer.getException()) + ".",
                        answer.getException());
            }
            return answer;
        } catch (IOException e) {
            throw new PermanentException(
                    "The producer for the route mailmig-control-file cannot be closed: " + e.getMessage(), e);
        }
    }

    /** First step of the route: makes a private copy of the file; the body becomes the text of its rows. */
    public void claim(Exchange exchange) throws IOException, InvalidPayloadException {
        Object body = exchange.getMessage().getBody();
        ControlFile file = body instanceof ControlFile given
                ? given
                : new ControlFile(
                        exchange.getMessage()
                                .getMandatoryBody(java.io.File.class)
                                .toPath(),
                        request(new IntakeOptions(null, null), true, false),
                        waiting,
                        named);
        exchange.setProperty(FILE, file);
        try {
            PrivateFiles.folder(file.request().limits().workDir());
            exchange.getMessage().setBody(file.take());
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Last step of the route: the body, camel-csv's rows, becomes an {@link IntakeResult} (or {@link ValidationResult}). */
    public void begin(Exchange exchange) throws IOException {
        @SuppressWarnings("unchecked")
        Iterator<CsvRow> cells = exchange.getMessage().getBody(Iterator.class);
        try (ControlFile file = exchange.getProperty(FILE, ControlFile.class)) {
            exchange.getMessage().setBody(file.request().plan() ? plan(file, cells) : wave(file, cells));
        }
    }

    private ValidationResult plan(ControlFile file, Iterator<CsvRow> cells) {
        List<NewAccount> accounts = new ArrayList<>();
        try {
            rows(file, cells).forEachRemaining(accounts::add);
        } catch (ValidatedRows.BadRowsException e) {
            accounts.clear();
        }
        return new ValidationResult(
                List.copyOf(accounts), file.problems().errors(), file.problems().warnings());
    }

    private IntakeResult wave(ControlFile file, Iterator<CsvRow> cells) throws IOException {
        if (file.isLeft()) {
            if (waiting.isNews(file.path().toString(), file.whyLeft())) {
                LOG.info("{} {}.", shown(file), file.whyLeft());
            }
            return result(file, IntakeResult.State.LEFT, null, null);
        }
        ProcessedFiles aside = new ProcessedFiles(file.request().limits().workDir());
        Waves.Begun begun = null;
        try {
            ValidatedRows rows = rows(file, cells);
            begun = file.problems().any() && file.files().isEmpty()
                    ? null
                    : sink().begin(file.name(), file.sha256(), rows);
        } catch (ValidatedRows.BadRowsException e) {
            for (Throwable also : e.getSuppressed()) {
                if (also instanceof BusyMailboxesException busy) {
                    file.busy(busy);
                }
            }
        } catch (BusyMailboxesException e) {
            file.busy(e);
        } catch (RefusedException e) {
            file.problems().error(file.name(), 0, null, e.getMessage());
        }
        if (begun == null) {
            Path rejected = aside.put(file, ProcessedFiles.REJECTED);
            waiting.forget(file.path().toString());
            LOG.error(
                    "{} is rejected and nothing was started: see {}.", shown(file), ProcessedFiles.errorsOf(rejected));
            return result(file, IntakeResult.State.REJECTED, null, rejected);
        }
        return taken(file, begun, aside);
    }

    private IntakeResult taken(ControlFile file, Waves.Begun begun, ProcessedFiles aside) throws IOException {
        if (begun.created()) {
            Path done = aside.put(file, ProcessedFiles.DONE);
            for (String warning : file.problems().warnings()) {
                LOG.warn("{}", warning);
                note(begun.wave().id(), warning);
            }
            LOG.info(
                    "{} started wave {} with {} accounts.",
                    shown(file),
                    begun.wave().id(),
                    begun.accounts());
            return result(file, IntakeResult.State.BEGUN, begun, done);
        }
        boolean ours = begun.wave().name().equals(file.name())
                && !aside.hasDone(file.name(), begun.wave().began());
        LOG.info(
                "{} is already being processed as wave {}.",
                shown(file),
                begun.wave().id());
        return result(
                file,
                IntakeResult.State.DUPLICATE,
                begun,
                aside.put(file, ours ? ProcessedFiles.DONE : ProcessedFiles.DUPLICATE));
    }

    private ValidatedRows rows(ControlFile file, Iterator<CsvRow> cells) {
        Settings settings = Settings.of(context);
        String override = file.request().options().forwardDomain();
        String domain =
                override == null ? settings.find("mailmig.forwarder.domain").orElse(null) : override;
        boolean stamps = settings.find("mailmig.directory.url").isPresent();
        return file.rows(cells, new RowServers(settings), new RowRules.Forward(domain, stamps));
    }

    private Sink sink() {
        return sink == null ? Ledger.of(context).waves()::begin : sink;
    }

    private void note(String wave, String warning) {
        if (sink == null) {
            Ledger.of(context).events().add(wave, null, EventKind.WARNING, warning);
        }
    }

    private static IntakeResult result(ControlFile file, IntakeResult.State state, Waves.Begun begun, Path aside) {
        return new IntakeResult(
                state,
                file.name(),
                begun == null ? null : begun.wave(),
                begun == null ? 0 : begun.accounts(),
                begun == null ? 0 : begun.leftAlone(),
                file.problems().errors(),
                file.problems().warnings(),
                aside);
    }

    private ControlFile.Request request(IntakeOptions options, boolean dropped, boolean plan) {
        Settings settings = Settings.of(context);
        Path dir = Path.of(settings.get("mailmig.intake.dir")).toAbsolutePath();
        ControlFile.Limits limits = new ControlFile.Limits(
                settings.get("mailmig.intake.charset"),
                settings.number("mailmig.intake.largest"),
                plan ? Path.of(System.getProperty("java.io.tmpdir")) : dir,
                settings.duration("mailmig.intake.settle"),
                settings.duration("mailmig.intake.patience"));
        Mode mode = options.mode() == null ? mode(settings.get("mailmig.intake.mode")) : options.mode();
        return new ControlFile.Request(
                new IntakeOptions(mode, options.forwardDomain(), plan && options.ignoreColumns()),
                limits,
                dropped,
                plan);
    }

    private static String shown(ControlFile file) {
        return Printable.of(file.path().toString());
    }

    private static Mode mode(String word) {
        try {
            return Mode.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new PermanentException(
                    "Configuration key mailmig.intake.mode must be clone or merge, not \"" + word + "\".", e);
        }
    }
}
