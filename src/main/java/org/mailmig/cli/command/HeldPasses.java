// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailmig.cli.config.Configuration;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.cli.run.OpenLedger;
import org.mailmig.cli.run.ServerCheck;
import org.mailmig.cli.run.TakenUp;
import org.mailmig.cli.run.WatchOptions;
import org.mailmig.cli.run.WaveRunner;
import org.mailmig.ledger.Ledger;
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
            Set<String> accounts) {
        this.watch = watch;
        this.out = out;
        this.err = err;
        this.configuration = configuration;
        this.wave = wave;
        this.accounts = accounts;
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
            id = open.wave(wave).id();
            int marked = marking.mark(open.ledger(), id);
            if (marked == 0) {
                say("Nothing to do: no account " + needed + (accounts.isEmpty() ? "" : " among those named")
                        + ". ./mailmig wave " + Words.printable(id) + " shows the wave.");
                return ExitCode.DONE;
            }
            say(Plural.of(marked, "account is ", "accounts are ") + done + ".");
            if (TakenUp.await(open.ledger(), id, names(open.ledger(), id))) {
                say("The running mailmig processes them; ./mailmig wave " + Words.printable(id)
                        + " shows their progress.");
                return ExitCode.DONE;
            }
        }
        return new WaveRunner(watch, out, err, "./mailmig retry " + id).run(configuration, engine -> {
            ServerCheck.ask(engine.context(), TakenUp.open(engine.ledger(), id));
            return id;
        });
    }

    private List<String> names(Ledger ledger, String id) {
        if (!accounts.isEmpty()) {
            return List.copyOf(accounts);
        }
        return ledger.accounts().list(id).stream()
                .filter(WaveRunner::isOpen)
                .map(state -> state.account().getAccount())
                .toList();
    }

    /** @param time empty: no longer */
    int completeAfter(Optional<Instant> time) {
        try (OpenLedger open = OpenLedger.of(configuration)) {
            int set = open.ledger().held().completeAfter(open.wave(wave).id(), accounts, time.orElse(null));
            say(Plural.of(set, "account is", "accounts are")
                    + time.map(due -> " completed after " + due + " if ./mailmig serve is active then.")
                            .orElse(" completed only by command."));
            return ExitCode.DONE;
        }
    }

    private void say(String text) {
        if (watch.plain()) {
            out.println(text);
        }
    }
}
