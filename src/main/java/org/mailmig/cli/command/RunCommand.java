// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.mailmig.cli.config.CommandException;
import org.mailmig.cli.config.Configuration;
import org.mailmig.cli.config.InstallDir;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.cli.run.CamelRuntime;
import org.mailmig.cli.run.ServerCheck;
import org.mailmig.cli.run.WarmUp;
import org.mailmig.cli.run.WatchOptions;
import org.mailmig.cli.run.WaveRunner;
import org.mailmig.config.Settings;
import org.mailmig.control.Intake;
import org.mailmig.control.IntakeResult;
import org.mailmig.control.ValidationResult;
import org.mailmig.ledger.Ledger;
import org.mailmig.report.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: reads one control file and processes its wave until all accounts have ended, or are synced. */
@Command(
        name = "run",
        sortOptions = false,
        description = {
            "Moves the mailboxes of one control file and returns when all accounts have ended.",
            "Checks the whole file first: if it has an error, nothing starts. After an interruption (Ctrl-C) the same"
                    + " command resumes where it left off; run again later, it copies what is new."
        })
public final class RunCommand extends CommandWithOptions {
    public static final String SWITCHES = "--switches";

    private static final long LARGE_FILE = 4L << 20;

    enum Verify {
        FULL
    }

    @Mixin
    FileOptions file = new FileOptions();

    @Mixin
    WatchOptions watch = new WatchOptions();

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "The directory for reports (default: work/report next to the configuration).")
    Path report;

    @Option(
            names = "--verify",
            paramLabel = "full",
            description = "Read every message on both sides after the copy and compare SHA-256.")
    Verify verify;

    @Option(
            names = "--hold",
            description = {
                "End when all accounts are synced: copied and verified, with the forwarder in place, so that users keep working at"
                        + " the source. The command wave copies what is new, and completes them."
            })
    boolean hold;

    @Option(
            names = "--restore-missing",
            description = "In a merge, copy messages again that the user has removed from the target.")
    boolean restoreMissing;

    /** The command was given as Mailmig's switches, whose users know no configuration file: it is named. */
    @Option(names = SWITCHES, hidden = true)
    boolean switches;

    @Override
    boolean namesLedger() {
        return watch.plain();
    }

    @Override
    int execute() throws Exception {
        file.apply(common.keys);
        if (report != null) {
            common.keys.put("mailmig.report.dir", report.toString());
        }
        if (verify == Verify.FULL) {
            common.keys.put("mailmig.verify.full", "true");
        }
        if (restoreMissing) {
            common.keys.put("mailmig.merge.restore-missing", "true");
        }
        if (hold) {
            common.keys.put("mailmig.wave.hold", "true");
        }
        Configuration configuration = read();
        if (switches && watch.plain()) {
            out().println(used());
        }
        String note = file.check(configuration, common.keys);
        announce(configuration);
        if (note != null && watch.plain()) {
            err().println("note: " + note);
        }
        boolean[] warned = new boolean[1];
        int exit = new WaveRunner(watch, out(), err(), "run the same command again")
                .run(configuration.with(common.keys), engine -> take(engine, warned));
        return exit == ExitCode.DONE && warned[0] ? ExitCode.WARNINGS : exit;
    }

    private String used() {
        String shipped = InstallDir.find()
                .configuration()
                .map(Object::toString)
                .orElse("the defaults, because there is no /config:FILE");
        return "Configuration: "
                + Words.printable(
                        common.config == null
                                ? shipped
                                : common.config.toAbsolutePath().normalize().toString())
                + ".";
    }

    private String take(CamelRuntime engine, boolean[] warned) {
        Intake intake = engine.context().getRegistry().lookupByNameAndType("mailmigIntake", Intake.class);
        CompletableFuture<Void> opened = WarmUp.open(engine.context());
        try {
            preflight(engine, intake);
        } finally {
            opened.join(); // it cannot be closed while it is being opened
        }
        IntakeResult taken = intake.take(file.control, file.intake());
        IntakeMessages messages = new IntakeMessages(out(), err());
        messages.warnings(taken);
        warned[0] = !taken.warnings().isEmpty();
        switch (taken.state()) {
            case REJECTED -> {
                messages.rejected(taken, file.control);
                return null;
            }
            case LEFT -> throw new CommandException(
                    "The file " + file.control + " is not a control file; give the control file that names it.");
            default -> {
                if (watch.plain()) {
                    messages.begun(taken);
                }
            }
        }
        if (taken.state() == IntakeResult.State.DUPLICATE) {
            syncAgainOrRefuse(engine, taken.wave().id());
        }
        return taken.wave().id();
    }

    /**
     * For a file that is run again: synced accounts are synced again and failed ones resumed, or the command is refused, because only the
     * command wave completes them.
     */
    private static void syncAgainOrRefuse(CamelRuntime engine, String wave) {
        Ledger ledger = engine.ledger();
        if (Settings.of(engine.context()).flag("mailmig.wave.hold")) {
            ledger.queue().retry(wave, null);
            ledger.held().sync(wave, Set.of());
        } else if (ledger.held().rests(wave)) {
            throw new CommandException("Wave " + Words.printable(wave)
                    + " holds, and its accounts are synced: ./mailmig wave " + Words.printable(wave)
                    + " complete moves the users over; run --hold copies what is new.");
        }
    }

    /** If a file is too large to be kept in memory, its first accounts test the admin logins. */
    private void preflight(CamelRuntime engine, Intake intake) {
        if (file.control.toFile().length() > LARGE_FILE) {
            ServerCheck.directory(engine.context());
            return;
        }
        ValidationResult checked = intake.check(file.control, file.intake());
        if (checked.isGood()) {
            ServerCheck.ask(engine.context(), checked.accounts());
        }
    }
}
