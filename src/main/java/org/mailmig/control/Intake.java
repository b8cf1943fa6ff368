// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.ProducerTemplate;
import org.mailmig.config.Settings;
import org.mailmig.control.internal.file.ControlFile;
import org.mailmig.control.internal.file.FileAges;
import org.mailmig.control.internal.file.ReferencedFiles;
import org.mailmig.control.rows.CsvRow;
import org.mailmig.control.rows.IntakeOptions;
import org.mailmig.control.rows.ValidatedRows;
import org.mailmig.error.PermanentException;
import org.mailmig.error.StopException;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.runtime.FileProblem;
import org.mailmig.runtime.PrivateFiles;

/**
 * Reads control files (bean {@code mailmigIntake}). Each one passes the route {@code mailmig-control-file}: {@link #claim}, camel-csv,
 * {@link #begin}. Thread-safe.
 */
public final class Intake implements CamelContextAware {
    private static final String ROUTE = "direct:mailmig-control-file?block=false";
    private static final String FILE = "mailmigControlFile";

    private final FileAges waiting = new FileAges();
    private final ReferencedFiles named = new ReferencedFiles();
    private CamelContext context;
    private WaveStart.Sink sink;

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** Replaces the context's ledger. */
    void setSink(WaveStart.Sink sink) {
        this.sink = sink;
    }

    /**
     * Reads a file given by an operator: checks all of it, begins its wave and stores a copy without passwords. The file itself is not
     * changed.
     *
     * @throws StopException if the result is undecided (ledger down, disk full); reading the file again is safe
     */
    public IntakeResult take(Path file, IntakeOptions options) {
        return send(new ControlFile(file, settings().request(options, false, false), waiting, named))
                .getMessage()
                .getBody(IntakeResult.class);
    }

    /** Runs the same checks and writes nothing. */
    public ValidationResult check(Path file, IntakeOptions options) {
        return send(new ControlFile(file, settings().request(options, false, true), waiting, named))
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
                        settings().request(new IntakeOptions(null, null), true, false),
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
            exchange.getMessage()
                    .setBody(
                            file.request().plan()
                                    ? plan(file, cells)
                                    : new WaveStart(context, sink, settings(), waiting).begin(file, cells));
        }
    }

    private ValidationResult plan(ControlFile file, Iterator<CsvRow> cells) {
        List<NewAccount> accounts = new ArrayList<>();
        try {
            settings().rows(file, cells).forEachRemaining(accounts::add);
        } catch (ValidatedRows.BadRowsException e) {
            accounts.clear();
        }
        return new ValidationResult(
                List.copyOf(accounts), file.problems().errors(), file.problems().warnings());
    }

    private IntakeSettings settings() {
        return new IntakeSettings(Settings.of(context));
    }
}
