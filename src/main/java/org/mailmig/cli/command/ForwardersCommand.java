// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.io.IOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.mailmig.cli.config.CommandException;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.cli.output.ReverseFile;
import org.mailmig.cli.run.OpenLedger;
import org.mailmig.directory.ForwarderList;
import org.mailmig.directory.ForwarderRestore;
import org.mailmig.directory.UnknownForwarders;
import org.mailmig.error.StopException;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.report.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code forwarders}: which forwarders of mailmig are set, and why. */
@Command(
        name = "forwarders",
        sortOptions = false,
        description = {
            "Lists the forwarders that mailmig set and has not cleared, with their present values in the directory,"
                    + " and forwarders into the same domains that are not in the ledger.",
            "Can be used while run or serve is active."
        })
public final class ForwardersCommand extends CommandWithOptions {
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

    @Option(names = "--clear-stale", description = "Clear forwarders whose accounts need no further work.")
    boolean clearStale;

    @Option(
            names = "--restore",
            paramLabel = "WAVE",
            description = "Roll back: set the forwarders of the wave's accounts again, and print the control file that"
                    + " copies back to the source what has reached the target since.")
    String restore;

    @Override
    int execute() throws IOException {
        if (clearStale && restore != null) {
            throw new CommandException("--clear-stale and --restore cannot be combined: give one of them.");
        }
        try (OpenLedger open = OpenLedger.of(configuration())) {
            open.context().start();
            if (restore != null) {
                return restore(open, open.wave(restore));
            }
            ForwarderList forwarders = ForwarderList.of(open.context());
            int exit = clearStale ? clear(forwarders) : ExitCode.DONE;
            return list(forwarders) ? exit : ExitCode.ERRORS;
        }
    }

    private int clear(ForwarderList forwarders) {
        int[] cleared = new int[1];
        List<String> faults = forwarders.clearStale(text -> {
            cleared[0]++;
            out().println(Words.printable(text));
        });
        faults.forEach(text -> err().println("mailmig: " + Words.printable(text)));
        out().println(cleared[0] + " cleared.");
        return faults.isEmpty() ? ExitCode.DONE : ExitCode.ERRORS;
    }

    /** True if the directory answered all queries. */
    private boolean list(ForwarderList forwarders) {
        List<ForwarderList.Line> lines = forwarders.list();
        lines.forEach(this::line);
        if (forwarders.hasDirectory()) {
            try {
                forwarders.unknown().forEach(this::line);
            } catch (StopException e) {
                err().println("mailmig: " + Words.printable(e.getMessage()));
                return false;
            }
        }
        if (lines.isEmpty()) {
            out().println("No forwarders set by mailmig are in place.");
        }
        return lines.stream().allMatch(line -> line.fault() == null);
    }

    /** Messages go to the operator, the control file to standard output. */
    private int restore(OpenLedger open, Wave wave) throws IOException {
        List<ForwarderRestore.Line> lines = ForwarderRestore.of(open.context(), wave.id());
        for (ForwarderRestore.Line line : lines) {
            err().println(Words.printable(line.text()));
            if (line.cleared() != null && line.stands()) {
                err().println("    Mail that reached the target since " + TIME.format(line.cleared())
                        + " is not copied back by this: the control file below does that.");
            }
        }
        new ReverseFile(out(), err()).write(lines);
        return exitCode(lines);
    }

    /** Returns the exit code for forwarders that were set again, or not. */
    static int exitCode(List<ForwarderRestore.Line> lines) {
        if (lines.stream().anyMatch(ForwarderRestore.Line::failed)) {
            return ExitCode.ERRORS;
        }
        return lines.stream().allMatch(ForwarderRestore.Line::stands) ? ExitCode.DONE : ExitCode.WARNINGS;
    }

    private void line(ForwarderList.Line line) {
        String value = line.stamp().value();
        String now = line.fault() != null
                ? "cannot be checked in the directory (" + line.fault() + ")"
                : line.now().equals(List.of(value))
                        ? "is set"
                        : line.now().isEmpty()
                                ? "is gone from the directory"
                                : "is now " + String.join(", ", line.now());
        out().println(Words.printable(
                line.stamp().account() + "  " + line.stamp().dn() + "  "
                        + line.stamp().attribute() + "=" + value + "  since "
                        + TIME.format(line.stamp().since()) + "  " + now
                        + "; " + (line.stale() ? "stale: " : "") + line.why()));
    }

    private void line(UnknownForwarders.Entry unknown) {
        out().println(Words.printable((unknown.address() == null ? "" : unknown.address() + "  ") + unknown.dn() + "  "
                + unknown.attribute() + "=" + unknown.value() + "  since "
                + (unknown.changed() == null ? "an unknown time" : TIME.format(unknown.changed()) + " at the latest")
                + "  was not set with this ledger, but by hand or with another one: left unchanged"));
    }
}
