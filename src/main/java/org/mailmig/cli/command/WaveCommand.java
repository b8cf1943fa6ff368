// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.mailmig.cli.config.CommandException;
import org.mailmig.cli.config.Configuration;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.cli.output.JsonLine;
import org.mailmig.cli.run.HeldWave;
import org.mailmig.cli.run.OpenLedger;
import org.mailmig.cli.run.ServerCheck;
import org.mailmig.cli.run.TakenUp;
import org.mailmig.cli.run.WatchOptions;
import org.mailmig.cli.run.WaveRunner;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.report.AccountStateFields;
import org.mailmig.report.Words;
import org.mailmig.text.Plural;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wave}: shows a wave that holds, syncs it again, or completes it. */
@Command(
        name = "wave",
        sortOptions = false,
        description = {
            "Shows a wave that was started with run --hold, copies what is new (sync), or moves its users over (complete).",
            "If serve is active, it processes the accounts; otherwise this command does so itself."
        })
public final class WaveCommand extends CommandWithOptions {
    /** What is done with the synced accounts. */
    enum Action {
        sync,
        complete,
        rollBack {
            @Override
            public String toString() {
                return "roll-back";
            }
        }
    }

    @Parameters(index = "0", paramLabel = "WAVE", description = "The wave's name as printed by run and status.")
    String wave;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "sync|complete|roll-back",
            description = {
                "sync: another pass; the forwarders stay.",
                "complete: a last pass; then the forwarders are cleared, and mail that is still on its way is collected.",
                "roll-back: new mail goes to the source again, and what has reached the target is copied back. Without --yes it"
                        + " only shows what it would do."
            })
    Action action;

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "ACCOUNT",
            description = "Only these accounts (their source_user).")
    List<String> accounts = List.of();

    @Option(
            names = "--after",
            paramLabel = "TIME",
            description = {
                "With complete: not now but at this time, if serve is active then. For example 2026-12-05T20:00 (the zone of"
                        + " this machine) or 2026-12-05T20:00+01:00; never takes it back."
            })
    String after;

    @Option(names = "--yes", description = "With roll-back: do it.")
    boolean yes;

    @Mixin
    WatchOptions watch = new WatchOptions();

    @Override
    boolean namesLedger() {
        return watch.plain();
    }

    @Override
    int execute() throws Exception {
        if (after != null && action != Action.complete) {
            throw new CommandException("--after needs the action complete.");
        }
        Configuration configuration = configuration();
        if (action == Action.rollBack) {
            if (!accounts.isEmpty()) {
                throw new CommandException("roll-back concerns the whole wave: name no account.");
            }
            return new RollBack(watch, out(), err()).run(configuration, wave, yes);
        }
        String id;
        try (OpenLedger open = OpenLedger.of(configuration)) {
            Wave found = open.wave(wave);
            id = found.id();
            if (action == null) {
                show(open.ledger(), found);
                return ExitCode.DONE;
            }
            Set<String> named = known(open.ledger(), id);
            if (after != null) {
                return completeLater(open.ledger(), id, named);
            }
            int marked = action == Action.sync
                    ? open.ledger().held().sync(id, named)
                    : open.ledger().held().complete(id, named);
            if (marked == 0) {
                say("Nothing to do: no account "
                        + (action == Action.sync ? "is synced" : "is open")
                        + (named.isEmpty() ? "" : " among those named") + ". ./mailmig wave " + Words.printable(id)
                        + " shows the wave.");
                return ExitCode.DONE;
            }
            say(Plural.of(marked, "account is", "accounts are")
                    + (action == Action.sync ? " synced again." : " completed."));
            List<String> names = named.isEmpty()
                    ? open.ledger().accounts().list(id).stream()
                            .filter(WaveRunner::isOpen)
                            .map(state -> state.account().getAccount())
                            .toList()
                    : List.copyOf(named);
            if (TakenUp.await(open.ledger(), id, names)) {
                say("The running mailmig processes them; ./mailmig wave " + Words.printable(id)
                        + " shows their progress.");
                return ExitCode.DONE;
            }
        }
        return new WaveRunner(watch, out(), err(), "./mailmig retry " + id).run(configuration, engine -> {
            ServerCheck.ask(engine.context(), TakenUp.open(engine.ledger(), id));
            return id;
        });
    }

    private int completeLater(Ledger ledger, String id, Set<String> named) {
        Instant time = time();
        int set = ledger.held().completeAfter(id, named, time);
        say(
                time == null
                        ? Plural.of(set, "account is", "accounts are") + " completed only by command."
                        : Plural.of(set, "account is", "accounts are") + " completed after " + time
                                + " if ./mailmig serve is active then.");
        return ExitCode.DONE;
    }

    /** {@code null}: never. */
    private Instant time() {
        if (after.equals("never")) {
            return null;
        }
        try {
            return after.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
                    ? OffsetDateTime.parse(after).toInstant()
                    : LocalDateTime.parse(after).atZone(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException e) {
            throw new CommandException("--after " + Words.printable(after)
                    + " is not a valid time: write 2026-12-05T20:00, with or without a zone such as +01:00, or never.");
        }
    }

    private Set<String> known(Ledger ledger, String id) {
        for (String account : accounts) {
            if (ledger.accounts().find(id, account).isEmpty()) {
                throw new CommandException("Wave " + Words.printable(id) + " has no account " + Words.printable(account)
                        + ": ./mailmig wave " + Words.printable(id) + " lists them.");
            }
        }
        return new LinkedHashSet<>(accounts);
    }

    private void show(Ledger ledger, Wave found) {
        if (watch.json) {
            ledger.accounts()
                    .list(found.id())
                    .forEach(state -> JsonLine.print(out(), AccountStateFields.of(found, state)));
            return;
        }
        new HeldWave(ledger, found).print(out());
    }

    private void say(String text) {
        if (watch.plain()) {
            out().println(text);
        }
    }
}
