package org.mailmig.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.Settings;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.Wave;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code serve}: watches the drop folder until it is stopped. */
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
    int execute() throws Exception {
        Configuration configuration = configuration();
        try (Display display = watch.json ? new JsonLines(out()) : watch.quiet ? new Silence() : new EventLines(out());
                Engine engine = Engine.start(configuration, List.of("*"), display);
                Signals signals = Signals.on(() -> stop(engine))) {
            if (watch.plain()) {
                out().println("Watching " + Settings.of(engine.context()).get("mailmig.intake.dir")
                        + " for control files; Ctrl-C stops.");
            }
            try {
                watch(engine.ledger(), display);
            } catch (RuntimeException e) {
                if (signals.isStopping()) {
                    signals.awaitExit();
                }
                throw e;
            }
        }
        return Exit.DONE;
    }

    /** Tells the events of all waves, those of before this start left out. Never returns. */
    private static void watch(Ledger ledger, Display display) throws InterruptedException {
        Map<String, WaveWatch> watches = new HashMap<>();
        for (Wave wave : ledger.waves().list()) {
            watches.put(wave.id(), new WaveWatch(ledger, wave.id(), display, WaveWatch.newest(ledger, wave.id())));
        }
        while (true) {
            for (Wave wave : ledger.waves().list()) {
                watches.computeIfAbsent(wave.id(), id -> new WaveWatch(ledger, id, display, 0))
                        .look();
            }
            Thread.sleep(500);
        }
    }

    private void stop(Engine engine) {
        err().println("Stopping: running copies end at their next batch.");
        engine.close();
        err().println("Stopped; everything is written down, and the next start goes on.");
    }
}
