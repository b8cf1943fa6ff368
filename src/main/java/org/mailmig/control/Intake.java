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
import org.mailmig.FatalException;
import org.mailmig.Faulty;
import org.mailmig.Mode;
import org.mailmig.Printable;
import org.mailmig.Private;
import org.mailmig.RefusedException;
import org.mailmig.Settings;
import org.mailmig.StopException;
import org.mailmig.ledger.BusyMailboxesException;
import org.mailmig.ledger.EventKind;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.NewAccount;
import org.mailmig.ledger.Waves;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes control files (bean {@code mailmigIntake}). Each one goes through the route {@code mailmig-control-file}: {@link
 * #claim}, camel-csv, {@link #begin}. Safe for any number of threads.
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

    private final Waiting waiting = new Waiting();
    private final NamedFiles named = new NamedFiles();
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

    /** In place of the context's ledger. */
    void setSink(Sink sink) {
        this.sink = sink;
    }

    /**
     * Takes a file that an operator names: checks all of it, begins its wave and puts a copy without passwords aside. The
     * file itself stays as it is.
     *
     * @throws StopException where it could not be decided what becomes of it (ledger down, disk full); taking it again is safe
     */
    public IntakeResult take(Path file, IntakeOptions options) {
        return send(new ControlFile(file, request(options, false, false), waiting, named))
                .getMessage()
                .getBody(IntakeResult.class);
    }

    /** The same checks; nothing is written anywhere. */
    public Checked check(Path file, IntakeOptions options) {
        return send(new ControlFile(file, request(options, false, true), waiting, named))
                .getMessage()
                .getBody(Checked.class);
    }

    private Exchange send(ControlFile file) {
        try (ProducerTemplate template = context.createProducerTemplate()) {
            Exchange answer =
                    template.send(ROUTE, exchange -> exchange.getMessage().setBody(file));
            if (answer.getException() instanceof StopException stop) {
                throw stop;
            }
            if (answer.getException() != null) {
                throw new FatalException(
                        "The control file " + file.path() + " could not be taken: " + Faulty.file(answer.getException())
                                + ".",
                        answer.getException());
            }
            return answer;
        } catch (IOException e) {
            throw new FatalException("The way to the route mailmig-control-file does not close: " + e.getMessage(), e);
        }
    }

    /** First step of the route: a private copy of the file; the body becomes the text of its rows. */
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
            Private.folder(file.request().limits().workDir());
            exchange.getMessage().setBody(file.take());
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Last step of the route: the body, camel-csv's rows, becomes an {@link IntakeResult} (or {@link Checked}). */
    public void begin(Exchange exchange) throws IOException {
        @SuppressWarnings("unchecked")
        Iterator<Cells> cells = exchange.getMessage().getBody(Iterator.class);
        try (ControlFile file = exchange.getProperty(FILE, ControlFile.class)) {
            exchange.getMessage().setBody(file.request().plan() ? plan(file, cells) : wave(file, cells));
        }
    }

    private Checked plan(ControlFile file, Iterator<Cells> cells) {
        List<NewAccount> accounts = new ArrayList<>();
        try {
            rows(file, cells).forEachRemaining(accounts::add);
        } catch (CheckedRows.BadRowsException e) {
            accounts.clear();
        }
        return new Checked(List.copyOf(accounts), file.problems.errors(), file.problems.warnings());
    }

    private IntakeResult wave(ControlFile file, Iterator<Cells> cells) throws IOException {
        if (file.isLeft()) {
            if (waiting.isNews(file.path().toString(), file.whyLeft())) {
                LOG.info("{} {}.", shown(file), file.whyLeft());
            }
            return result(file, IntakeResult.State.LEFT, null, null);
        }
        Aside aside = new Aside(file.request().limits().workDir());
        Waves.Begun begun = null;
        try {
            CheckedRows rows = rows(file, cells);
            begun = file.problems.any() && file.files().isEmpty()
                    ? null
                    : sink().begin(file.name(), file.sha256(), rows);
        } catch (CheckedRows.BadRowsException e) {
            for (Throwable also : e.getSuppressed()) {
                if (also instanceof BusyMailboxesException busy) {
                    file.busy(busy);
                }
            }
        } catch (BusyMailboxesException e) {
            file.busy(e);
        } catch (RefusedException e) {
            file.problems.error(file.name(), 0, null, e.getMessage());
        }
        if (begun == null) {
            Path rejected = aside.put(file, Aside.REJECTED);
            waiting.forget(file.path().toString());
            LOG.error("{} is rejected, nothing was begun: see {}.", shown(file), Aside.errorsOf(rejected));
            return result(file, IntakeResult.State.REJECTED, null, rejected);
        }
        return taken(file, begun, aside);
    }

    private IntakeResult taken(ControlFile file, Waves.Begun begun, Aside aside) throws IOException {
        if (begun.created()) {
            Path done = aside.put(file, Aside.DONE);
            for (String warning : file.problems.warnings()) {
                LOG.warn("{}", warning);
                note(begun.wave().id(), warning);
            }
            LOG.info(
                    "{} began wave {} with {} accounts.",
                    shown(file),
                    begun.wave().id(),
                    begun.accounts());
            return result(file, IntakeResult.State.BEGUN, begun, done);
        }
        boolean ours = begun.wave().name().equals(file.name())
                && !aside.hasDone(file.name(), begun.wave().began());
        LOG.info(
                "{} is worked on already as wave {}.", shown(file), begun.wave().id());
        return result(file, IntakeResult.State.DUPLICATE, begun, aside.put(file, ours ? Aside.DONE : Aside.DUPLICATE));
    }

    private CheckedRows rows(ControlFile file, Iterator<Cells> cells) {
        Settings settings = Settings.of(context);
        String override = file.request().options().forwardDomain();
        String domain =
                override == null ? settings.find("mailmig.forwarder.domain").orElse(null) : override;
        boolean stamps = settings.find("mailmig.directory.url").isPresent();
        return file.rows(cells, new Servers(settings), new RowRules.Forward(domain, stamps));
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
                file.problems.errors(),
                file.problems.warnings(),
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
            throw new FatalException(
                    "Configuration key mailmig.intake.mode must be clone or merge, not \"" + word + "\".", e);
        }
    }
}
