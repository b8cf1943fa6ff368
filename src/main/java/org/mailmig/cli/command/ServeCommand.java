// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailmig.cli.config.Configuration;
import org.mailmig.cli.output.Display;
import org.mailmig.cli.output.EventLines;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.cli.output.JsonLines;
import org.mailmig.cli.output.NoDisplay;
import org.mailmig.cli.run.CamelRuntime;
import org.mailmig.cli.run.RejectedFiles;
import org.mailmig.cli.run.ServerCheck;
import org.mailmig.cli.run.TerminationSignals;
import org.mailmig.cli.run.WatchOptions;
import org.mailmig.cli.run.WaveWatch;
import org.mailmig.config.Settings;
import org.mailmig.console.Console;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.Event;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.text.Plural;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code serve}: watches the drop folder, and shows the progress on the console, until it is stopped. */
@Command(
        name = "serve",
        sortOptions = false,
        description = {
            "Watches the drop folder (mailmig.intake.dir) and processes each control file that is put there, until it"
                    + " is stopped.",
            "Ctrl-C or SIGTERM stops it within ten seconds; the next start resumes where it left off."
        })
public final class ServeCommand extends CommandWithOptions {
    @Mixin
    WatchOptions watch = new WatchOptions();

    @Override
    boolean namesLedger() {
        return watch.plain();
    }

    @Override
    int execute() throws Exception {
        Configuration configuration = configuration();
        try (Display display =
                        watch.json ? new JsonLines(out()) : watch.quiet ? new NoDisplay() : new EventLines(out());
                CamelRuntime engine =
                        CamelRuntime.start(configuration.with(CamelRuntime.feederWaits()), List.of("*"), display);
                TerminationSignals signals = TerminationSignals.on(() -> stop(engine))) {
            ServerCheck.directory(engine.context());
            Optional<Console> console = Console.open(engine.context());
            engine.feed();
            if (watch.plain()) {
                out().println("Watching " + Settings.of(engine.context()).get("mailmig.intake.dir")
                        + " for control files"
                        + console.map(open -> "; console at " + open.url()).orElse("") + "; Ctrl-C stops.");
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
        return ExitCode.DONE;
    }

    /** Shows the events of all waves from this start on. Never returns. */
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
        String text = "Wave " + wave.id() + " starts with " + Plural.of(accounts, "account.", "accounts.");
        return new Event(0, wave.began(), wave.id(), null, EventKind.BEGINS, text);
    }

    private void stop(CamelRuntime engine) {
        err().println("Stopping: copies end after their current batch.");
        engine.close();
        err().println("Stopped; all progress is saved, and the next start resumes.");
    }
}
