// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.run;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.mailmig.Outcome;
import org.mailmig.cli.config.Configuration;
import org.mailmig.cli.output.Display;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.config.Settings;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.line.RetryCommandLine;
import org.mailmig.report.TextReport;
import org.mailmig.report.WaveReport;
import org.mailmig.report.Words;
import org.mailmig.text.Plural;

/** Processes one wave in this process until it has ended or rests, shows it, and reports the result. For run, retry and wave. */
public final class WaveRunner {
    private static final Duration POLL = Duration.ofMillis(25);
    private static final int MOST_ACCOUNTS = 200;
    private final WatchOptions watch;
    private final PrintWriter out;
    private final PrintWriter err;
    private final String goOn;
    private Instant began = Instant.EPOCH;

    /** Finds or begins the wave once the Camel runtime is started. */
    @FunctionalInterface
    public interface Beginning {
        /** Returns the wave's id, or {@code null} if nothing is to be done (the reason was reported). */
        String wave(CamelRuntime engine);
    }

    /** @param goOn the command that resumes after an interruption */
    public WaveRunner(WatchOptions watch, PrintWriter out, PrintWriter err, String goOn) {
        this.watch = watch;
        this.out = out;
        this.err = err;
        this.goOn = goOn;
    }

    /** Returns the exit code. */
    public int run(Configuration configuration, Beginning beginning) throws InterruptedException {
        began = Instant.now();
        try (Display display = watch.display(out);
                CamelRuntime engine =
                        CamelRuntime.start(configuration.with(CamelRuntime.byHand()), List.of("*"), display);
                TerminationSignals signals = TerminationSignals.on(() -> interrupted(engine, display))) {
            try {
                String wave = beginning.wave(engine);
                return wave == null ? ExitCode.ERRORS : follow(engine, wave, display, configuration);
            } catch (RuntimeException e) {
                if (signals.isStopping()) {
                    signals.awaitExit();
                }
                throw e;
            }
        }
    }

    /** Processes accounts that a command has made wait, once their servers were tried. Returns the exit code. */
    public int resume(Configuration configuration, String wave) throws InterruptedException {
        return run(configuration, engine -> {
            ServerCheck.ask(engine.context(), TakenUp.open(engine.ledger(), wave));
            return wave;
        });
    }

    private int follow(CamelRuntime engine, String id, Display display, Configuration configuration)
            throws InterruptedException {
        Ledger ledger = engine.ledger();
        ledger.queue().wake(id);
        engine.leaveDue();
        engine.feed();
        boolean mailDue =
                Settings.of(engine.context()).find("mailmig.report.mail-to").isPresent();
        WaveWatch following = new WaveWatch(ledger, id, display, 0, began).withMail(mailDue);
        Wave wave = following.follow(POLL);
        display.close();
        if (wave.ended() == null) {
            HeldWave held = new HeldWave(ledger, wave);
            if (watch.plain()) {
                out.println();
                held.print(out);
            }
            return held.exitCode();
        }
        WaveReport report = WaveReport.of(ledger, wave);
        if (watch.plain()) {
            out.println();
            TextReport.write(report, out, MOST_ACCOUNTS);
            out.println();
        }
        if (following.report() == null) {
            err.println("mailmig: The report of wave " + id + " was not written: see the log file. mailmig status " + id
                    + " shows the outcome.");
        } else if (watch.plain()) {
            out.println("The report is in " + following.report());
        }
        if (following.fault() != null) {
            err.println("mailmig: " + Words.printable(following.fault()));
        }
        boolean reported = following.report() != null && following.fault() == null;
        int exit = Math.max(ExitCode.of(report), reported ? ExitCode.DONE : ExitCode.WARNINGS);
        if (report.outcome() != Outcome.DONE && watch.plain()) {
            out.println("To resume accounts that are not DONE, run the same command again, or: "
                    + RetryCommandLine.command(id, null, configuration.raw(RetryCommandLine.CONFIGURATION)));
        }
        return exit;
    }

    private void interrupted(CamelRuntime engine, Display display) {
        display.close();
        err.println("Stopping: copies end after their current batch.");
        String left = left(engine);
        engine.close();
        err.println("Interrupted" + left + "; all progress is saved. To resume: " + goOn);
    }

    private static String left(CamelRuntime engine) {
        try {
            long open = engine.ledger().accounts().open();
            return open == 0 ? "" : " with " + Plural.of(open, "account", "accounts") + " unfinished";
        } catch (RuntimeException e) {
            return ""; // the ledger may be the cause; stopping must not wait for it
        }
    }

    /** Returns whether the account has not ended. */
    public static boolean isOpen(AccountState state) {
        return state.state() != AccountState.State.ENDED;
    }
}
