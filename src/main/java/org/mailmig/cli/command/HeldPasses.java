// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.mailmig.cli.config.CommandException;
import org.mailmig.cli.config.Configuration;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.cli.run.OpenLedger;
import org.mailmig.cli.run.TakenUp;
import org.mailmig.cli.run.WatchOptions;
import org.mailmig.cli.run.WaveRunner;
import org.mailmig.ledger.Ledger;
import org.mailmig.line.RetryCommandLine;
import org.mailmig.report.Words;
import org.mailmig.text.Plural;

/** The further passes of synced accounts: {@code wave WAVE sync} and {@code wave WAVE complete}. */
final class HeldPasses {
    private final WatchOptions watch;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Configuration configuration;
    private final String wave;
    private final Set<String> accounts;

    /** @param accounts empty: all of the wave */
    HeldPasses(
            WatchOptions watch,
            PrintWriter out,
            PrintWriter err,
            Configuration configuration,
            String wave,
            List<String> accounts) {
        this.watch = watch;
        this.out = out;
        this.err = err;
        this.configuration = configuration;
        this.wave = wave;
        this.accounts = new LinkedHashSet<>(accounts);
    }

    /** Marks accounts of a wave. */
    @FunctionalInterface
    private interface Marking {
        /** Returns how many. */
        int mark(Ledger ledger, String wave);
    }

    /** Another pass. Returns the exit code. */
    int sync() throws InterruptedException {
        return run((ledger, id) -> ledger.held().sync(id, accounts), "is synced", "synced again");
    }

    /** The last pass, clear and sweep. Returns the exit code. */
    int complete() throws InterruptedException {
        return run((ledger, id) -> ledger.held().complete(id, accounts), "is open", "completed");
    }

    private int run(Marking marking, String needed, String done) throws InterruptedException {
        String id;
        try (OpenLedger open = OpenLedger.of(configuration)) {
            id = known(open);
            int marked = marking.mark(open.ledger(), id);
            List<String> waiting =
                    TakenUp.inProgress(open.ledger(), id, accounts); // also those whose pass was interrupted
            if (marked == 0 && waiting.isEmpty()) {
                return nothing(id, needed);
            }
            say(Plural.of(Math.max(marked, waiting.size()), "account is ", "accounts are ") + done + ".");
            if (waiting.isEmpty() || TakenUp.await(open.ledger(), id, waiting)) {
                say("The running mailmig processes them; ./mailmig wave " + Words.printable(id)
                        + " shows their progress.");
                return ExitCode.DONE;
            }
        }
        String goOn = RetryCommandLine.command(id, null, configuration.raw(RetryCommandLine.CONFIGURATION));
        return new WaveRunner(watch, out, err, goOn).resume(configuration, id);
    }

    /** Returns the wave's id. @throws CommandException if the wave, or an account that is named, is not in the ledger */
    private String known(OpenLedger open) {
        String id = open.wave(wave).id();
        for (String account : accounts) {
            if (open.ledger().accounts().find(id, account).isEmpty()) {
                throw new CommandException("Wave " + Words.printable(id) + " has no account " + Words.printable(account)
                        + ": ./mailmig wave " + Words.printable(id) + " lists them.");
            }
        }
        return id;
    }

    private int nothing(String id, String needed) {
        say("Nothing to do: no account " + needed + (accounts.isEmpty() ? "" : " among those named")
                + ". ./mailmig wave " + Words.printable(id) + " shows the wave.");
        return ExitCode.DONE;
    }

    /** @param time {@code null}: no longer */
    int completeAfter(Instant time) {
        try (OpenLedger open = OpenLedger.of(configuration)) {
            String id = known(open);
            int set = open.ledger().held().completeAfter(id, accounts, time);
            if (set == 0) {
                return nothing(id, "holds");
            }
            say(Plural.of(set, "account is", "accounts are")
                    + (time == null
                            ? " completed only by command."
                            : " completed after " + CompletionTime.shown(time, ZoneId.systemDefault())
                                    + " if ./mailmig serve is active then."));
            return ExitCode.DONE;
        }
    }

    private void say(String text) {
        if (watch.plain()) {
            out.println(text);
        }
    }
}
