// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.util.List;
import java.util.Set;
import org.mailmig.Outcome;
import org.mailmig.cli.config.CommandException;
import org.mailmig.cli.config.Configuration;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.cli.run.OpenLedger;
import org.mailmig.cli.run.TakenUp;
import org.mailmig.cli.run.WatchOptions;
import org.mailmig.cli.run.WaveRunner;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.line.RetryCommandLine;
import org.mailmig.text.Plural;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code retry}: resumes accounts that are not DONE at their last step. */
@Command(
        name = "retry",
        sortOptions = false,
        description = {
            "Resumes the accounts of a wave that ended but are not DONE, at the step that they had reached.",
            "If run or serve is active, it processes them; otherwise this command does so itself."
        })
public final class RetryCommand extends CommandWithOptions {
    @Parameters(index = "0", paramLabel = "WAVE", description = "The wave's name as printed by run and status.")
    String wave;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ACCOUNT",
            description = "Only this account (its source_user).")
    String account;

    @Mixin
    WatchOptions watch = new WatchOptions();

    @Override
    boolean namesLedger() {
        return watch.plain();
    }

    @Override
    int execute() throws Exception {
        Configuration configuration = configuration();
        String id;
        try (OpenLedger open = OpenLedger.of(configuration)) {
            Wave found = open.wave(wave);
            id = found.id();
            List<String> marked = mark(open.ledger(), found, configuration);
            if (marked.isEmpty()) {
                return ExitCode.DONE;
            }
            if (TakenUp.await(open.ledger(), id, marked)) {
                say("The running mailmig processes them; ./mailmig status " + id + " shows their progress.");
                return ExitCode.DONE;
            }
        }
        String goOn = RetryCommandLine.command(id, account, configuration.raw(RetryCommandLine.CONFIGURATION));
        return new WaveRunner(watch, out(), err(), goOn).resume(configuration, id);
    }

    /** Makes accounts wait again; includes those of an open wave that are already waiting because no process runs. */
    private List<String> mark(Ledger ledger, Wave found, Configuration configuration) {
        if (account != null && ledger.accounts().find(found.id(), account).isEmpty()) {
            throw new CommandException("Wave " + found.id() + " has no account " + account + ": ./mailmig status "
                    + found.id() + " lists them.");
        }
        int retried = ledger.queue().retry(found.id(), account);
        if (!configuration.raw("mailmig.accounts.uri").startsWith("seda:")) {
            retried += ledger.queue().requeue(found.id());
        }
        List<String> waiting = TakenUp.inProgress(ledger, found.id(), account == null ? Set.of() : Set.of(account));
        say(
                waiting.isEmpty()
                        ? "Nothing to retry: " + (account == null ? "all accounts of " + found.id() : account)
                                + ended(ledger, found.id())
                        : Plural.of(retried, "account resumes.", "accounts resume."));
        return waiting;
    }

    private String ended(Ledger ledger, String id) {
        boolean synced = ledger.accounts().list(id).stream()
                .filter(state ->
                        account == null || account.equals(state.account().getAccount()))
                .anyMatch(WaveRunner::isOpen);
        return synced
                ? (account == null ? " ended DONE or are synced" : " is synced") + ": ./mailmig wave " + id
                        + " shows the wave."
                : " ended DONE" + elsewhere(ledger, id);
    }

    private void say(String text) {
        if (watch.plain()) {
            out().println(text);
        }
    }

    /** For the other accounts: the waves that have their mailboxes now. */
    private String elsewhere(Ledger ledger, String id) {
        List<String> others = ledger.accounts().list(id).stream()
                .filter(state ->
                        account == null || account.equals(state.account().getAccount()))
                .filter(state -> state.account().getResult().outcome != Outcome.DONE)
                .flatMap(state -> ledger.accounts().worksOn(state.account().getMailbox()).stream()
                        .map(now -> state.account().getAccount() + " ("
                                + now.account().getWave() + ")"))
                .toList();
        return others.isEmpty()
                ? "."
                : ", or they belong to a later wave, which can be retried: " + String.join(", ", others) + ".";
    }
}
