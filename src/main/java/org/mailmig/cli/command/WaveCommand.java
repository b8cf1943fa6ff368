// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.mailmig.cli.config.CommandException;
import org.mailmig.cli.config.Configuration;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.cli.output.JsonLine;
import org.mailmig.cli.run.HeldWave;
import org.mailmig.cli.run.OpenLedger;
import org.mailmig.cli.run.WatchOptions;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.report.AccountStateFields;
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
        if (action == null) {
            try (OpenLedger open = OpenLedger.of(configuration)) {
                show(open.ledger(), open.wave(wave));
            }
            return ExitCode.DONE;
        }
        HeldPasses passes = new HeldPasses(watch, out(), err(), configuration, wave, accounts);
        if (after != null) {
            return passes.completeAfter(CompletionTime.of(after, Instant.now(), ZoneId.systemDefault()));
        }
        return action == Action.sync ? passes.sync() : passes.complete();
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
}
