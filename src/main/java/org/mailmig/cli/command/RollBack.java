// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.cli.config.Configuration;
import org.mailmig.cli.output.ControlFileWriter;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.cli.output.ReverseFile;
import org.mailmig.cli.run.CamelRuntime;
import org.mailmig.cli.run.OpenLedger;
import org.mailmig.cli.run.WatchOptions;
import org.mailmig.cli.run.WaveRunner;
import org.mailmig.config.Settings;
import org.mailmig.control.Intake;
import org.mailmig.control.IntakeResult;
import org.mailmig.directory.ForwarderRestore;
import org.mailmig.error.StoppingException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.report.Words;
import org.mailmig.runtime.PrivateFiles;
import org.mailmig.text.Plural;

/**
 * {@code wave WAVE roll-back}: sends new mail to the source again, then copies back what has reached the target since the clear, by a wave
 * of merges from the target to the source.
 */
final class RollBack {
    /** Users wait for the way back: it does not hold. */
    private static final Map<String, String> AT_ONCE = Map.of("mailmig.wave.hold", "false");

    private final WatchOptions watch;
    private final PrintWriter out;
    private final PrintWriter err;

    RollBack(WatchOptions watch, PrintWriter out, PrintWriter err) {
        this.watch = watch;
        this.out = out;
        this.err = err;
    }

    /** Returns the exit code. @param really {@code false}: only show what would be done */
    int run(Configuration configuration, String name, boolean really) throws Exception {
        Restored restored;
        try (OpenLedger open = OpenLedger.of(configuration)) {
            Wave wave = open.wave(name);
            if (!really) {
                preview(open.ledger(), wave);
                return ExitCode.DONE;
            }
            restored = restore(open, wave);
        }
        if (restored.file() == null) {
            return restored.exit();
        }
        out.println("The way back is the control file " + restored.file());
        int exit = new WaveRunner(watch, out, err, "./mailmig run -c " + restored.file())
                .run(configuration.with(AT_ONCE), engine -> begin(engine, restored.file()));
        return Math.max(restored.exit(), exit);
    }

    /** Prints what a roll back would do, from the ledger. Changes nothing. */
    private void preview(Ledger ledger, Wave wave) {
        int back = 0;
        for (AccountState state : ledger.accounts().list(wave.id())) {
            Account account = state.account();
            Optional<ForwarderRecord> stamp = ledger.forwarders().of(account.getMailbox());
            boolean moved = state.state() == AccountState.State.ENDED
                    && stamp.isPresent()
                    && stamp.get().state() == ForwarderRecord.State.CLEARED;
            back += moved ? 1 : 0;
            out.println(Words.printable(account.getAccount()) + ": " + consequence(state, stamp, moved));
        }
        out.println(Plural.of(back, "account", "accounts") + " would be rolled back. Nothing was changed: add --yes.");
    }

    private static String consequence(AccountState state, Optional<ForwarderRecord> stamp, boolean moved) {
        if (moved) {
            return "new mail will go to the source again, and mail that has reached the target since "
                    + ForwardersCommand.TIME.format(stamp.get().cleared()) + " will be copied back";
        }
        if (state.state() != AccountState.State.ENDED) {
            return "has not ended: left unchanged";
        }
        return stamp.isEmpty() ? "was never stamped: left unchanged" : "still forwards to the source: left unchanged";
    }

    /**
     * The result of setting the forwarders again.
     *
     * @param exit the exit code so far
     * @param file the control file of the way back; {@code null} if there is nothing to copy, or an operator has to complete the file
     */
    private record Restored(int exit, Path file) {}

    /** Sets the forwarders of the wave's accounts again and writes the control file of the way back. */
    private Restored restore(OpenLedger open, Wave wave) throws IOException {
        open.context().start();
        List<ForwarderRestore.Line> lines = ForwarderRestore.of(open.context(), wave.id());
        lines.forEach(line -> err.println(Words.printable(line.text())));
        int exit = ForwardersCommand.exitCode(lines);
        List<ControlRow> rows = new ReverseFile(out, err).rows(lines);
        if (rows.isEmpty()) {
            out.println("Nothing has reached a target: there is nothing to copy back.");
            return new Restored(exit, null);
        }
        Path folder = PrivateFiles.folder(Path.of(Settings.of(open.context()).get("mailmig.report.dir")));
        Path file = folder.resolve("roll-back-" + wave.id() + "-" + System.currentTimeMillis() + ".csv");
        try (Writer to = Files.newBufferedWriter(Files.createFile(file, PrivateFiles.file()))) {
            ControlFileWriter.write(new PrintWriter(to), rows);
        }
        boolean own = lines.stream()
                .map(ForwarderRestore.Line::account)
                .anyMatch(account -> open.ledger()
                                .accounts()
                                .sourcePassword(account)
                                .isPresent()
                        || open.ledger().accounts().targetPassword(account).isPresent());
        if (own) {
            out.println("Rows of this wave have passwords of their own: add them to " + file
                    + ", then ./mailmig run -c " + file);
            return new Restored(Math.max(exit, ExitCode.WARNINGS), null);
        }
        return new Restored(exit, file);
    }

    /** Begins the wave of the way back, once mail that the target's MTA had accepted before has settled. */
    private String begin(CamelRuntime engine, Path file) {
        Duration settle = Settings.of(engine.context()).duration("mailmig.forwarder.settle");
        out.println("Waiting " + settle.toSeconds() + " s until every MTA sees the forwarders ...");
        await(settle);
        Intake intake = engine.context().getRegistry().lookupByNameAndType("mailmigIntake", Intake.class);
        FileOptions options = new FileOptions();
        options.control = file;
        IntakeResult taken = intake.take(file, options.intake());
        taken.errors().forEach(text -> err.println(Words.printable(text)));
        return taken.wave() == null ? null : taken.wave().id();
    }

    private static void await(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppingException("interrupted before the way back began");
        }
    }
}
