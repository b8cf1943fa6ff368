// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailmig.Count;
import org.mailmig.Settings;
import org.mailmig.console.Console;
import org.mailmig.ledger.Event;
import org.mailmig.ledger.EventKind;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.Wave;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code serve}: watches the drop folder, and shows what becomes of it on the console, until it is stopped. */
@Command(
        name = "serve",
        sortOptions = false,
        description = {
            "Watches the drop folder (mailmig.intake.dir) and moves what dropped control files say, until it is stopped.",
            "Ctrl-C or SIGTERM stops it within ten seconds; the next start goes on where it stood."
        })
final class ServeCommand extends CommandWithOptions {
    @Mixin
    WatchOptions watch = new WatchOptions();

    @Override
    boolean namesLedger() {
        return watch.plain();
    }

    @Override
    int execute() throws Exception {
        Configuration configuration = configuration();
        try (Display display = watch.json ? new JsonLines(out()) : watch.quiet ? new Silence() : new EventLines(out());
                Engine engine = Engine.start(configuration.with(Engine.feederWaits()), List.of("*"), display);
                Signals signals = Signals.on(() -> stop(engine))) {
            Preflight.directory(engine.context());
            Optional<Console> console = Console.open(engine.context());
            engine.feed();
            if (watch.plain()) {
                out().println("Watching " + Settings.of(engine.context()).get("mailmig.intake.dir")
                        + " for control files"
                        + console.map(open -> ", to be looked at on " + open.url())
                                .orElse("") + "; Ctrl-C stops.");
            }
            try {
                Path intake = Path.of(Settings.of(engine.context()).get("mailmig.intake.dir"));
                watch(engine.ledger(), display, new RejectedFiles(intake));
            } catch (RuntimeException e) {
                if (signals.isStopping()) {
                    signals.awaitExit();
                }
                throw e;
            } finally {
                console.ifPresent(Console::close);
            }
        }
        return Exit.DONE;
    }

    /** Tells the events of all waves, those of before this start left out. Never returns. */
    private static void watch(Ledger ledger, Display display, RejectedFiles rejected) throws InterruptedException {
        Map<String, WaveWatch> watches = new HashMap<>();
        for (Wave wave : ledger.waves().list()) {
            watches.put(wave.id(), new WaveWatch(ledger, wave.id(), display, WaveWatch.newest(ledger, wave.id())));
        }
        while (true) {
            rejected.look(display);
            for (Wave wave : ledger.waves().list()) {
                if (!watches.containsKey(wave.id())) {
                    watches.put(wave.id(), new WaveWatch(ledger, wave.id(), display, 0));
                    display.event(begins(ledger, wave));
                }
                watches.get(wave.id()).look();
            }
            Thread.sleep(500);
        }
    }

    private static Event begins(Ledger ledger, Wave wave) {
        int accounts = ledger.accounts().list(wave.id()).size();
        String text = "Wave " + wave.id() + " begins with " + Count.of(accounts, "account.", "accounts.");
        return new Event(0, wave.began(), wave.id(), null, EventKind.BEGINS, text);
    }

    private void stop(Engine engine) {
        err().println("Stopping: running copies end at their next batch.");
        engine.close();
        err().println("Stopped; everything is written down, and the next start goes on.");
    }
}
