// SPDX-License-Identifier: Apache-2.0
package org.mailmig.control;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.camel.CamelContext;
import org.mailmig.config.Settings;
import org.mailmig.control.internal.file.ControlFile;
import org.mailmig.control.internal.file.FileAges;
import org.mailmig.control.rows.CsvRow;
import org.mailmig.control.rows.ValidatedRows;
import org.mailmig.error.RefusedException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.tables.Waves;
import org.mailmig.ledger.wave.BusyMailboxesException;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.text.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins the wave of a control file, or rejects the file, and stores its copy without passwords. */
final class WaveStart {
    /** Writes a wave: all of its accounts or none. */
    @FunctionalInterface
    interface Sink {
        Waves.Begun begin(String name, String sha256, Iterator<NewAccount> accounts);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final CamelContext context;
    private final Sink sink;
    private final IntakeSettings settings;
    private final FileAges waiting;

    /**
     * @param sink {@code null}: the context's ledger
     * @param waiting what was logged about dropped files that wait
     */
    WaveStart(CamelContext context, Sink sink, IntakeSettings settings, FileAges waiting) {
        this.context = context;
        this.sink = sink;
        this.settings = settings;
        this.waiting = waiting;
    }

    /** Nothing begins if a row has an error, or if a row's mailbox is being processed by another wave. */
    IntakeResult begin(ControlFile file, Iterator<CsvRow> cells) throws IOException {
        if (file.isLeft()) {
            if (waiting.isNews(file.path().toString(), file.whyLeft())) {
                LOG.info("{} {}.", shown(file), file.whyLeft());
            }
            return result(file, IntakeResult.State.LEFT, null, null);
        }
        ProcessedFiles aside = new ProcessedFiles(file.request().limits().workDir());
        Waves.Begun begun = null;
        try {
            ValidatedRows rows = settings.rows(file, cells);
            begun = file.problems().any() && file.files().all().isEmpty()
                    ? null
                    : sink().begin(file.name(), file.files().sha256(), rows);
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

    private Sink sink() {
        if (sink != null) {
            return sink;
        }
        boolean hold = Settings.of(context).flag("mailmig.wave.hold");
        return (name, sha256, accounts) -> Ledger.of(context).waves().begin(name, sha256, accounts, hold);
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

    private static String shown(ControlFile file) {
        return Printable.of(file.path().toString());
    }
}
