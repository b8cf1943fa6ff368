// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.command;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.mailmig.AccountResult;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.cli.output.JsonLine;
import org.mailmig.cli.run.OpenLedger;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.report.AccountStateFields;
import org.mailmig.report.TextReport;
import org.mailmig.report.WaveFields;
import org.mailmig.report.WaveReport;
import org.mailmig.report.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code status}: shows the ledger's state, whether or not a run is active. */
@Command(
        name = "status",
        sortOptions = false,
        description = {
            "Shows the waves, or the accounts of one wave and their state. Can be used while run or serve is active."
        })
public final class StatusCommand extends CommandWithOptions {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss XXX").withZone(ZoneId.systemDefault());

    @Parameters(
            arity = "0..1",
            paramLabel = "WAVE",
            description = "The wave's name as printed by run and status, or its control file's name.")
    String wave;

    @Option(names = "--json", description = "One JSON object per wave, or per account of the wave, instead of a table.")
    boolean json;

    @Override
    boolean namesLedger() {
        return !json;
    }

    @Override
    int execute() {
        try (OpenLedger open = OpenLedger.of(configuration())) {
            if (wave == null) {
                waves(open.ledger());
            } else {
                one(open.ledger(), open.wave(wave));
            }
        }
        return ExitCode.DONE;
    }

    private void waves(Ledger ledger) {
        List<Wave> waves = ledger.waves().list();
        Map<String, Map<AccountState.State, Integer>> counts = ledger.accounts().counts();
        if (json) {
            waves.forEach(one -> JsonLine.print(out(), WaveFields.of(one, counts.getOrDefault(one.id(), Map.of()))));
            return;
        }
        if (waves.isEmpty()) {
            out().println("The ledger has no wave yet: ./mailmig run -c FILE starts one.");
            return;
        }
        int width = waves.stream().mapToInt(one -> one.id().length()).max().orElse(0) + 2;
        out().printf("%-" + width + "s%-27s%-9s%s%n", "WAVE", "BEGAN", "OUTCOME", "ACCOUNTS");
        for (Wave one : waves) {
            out().printf(
                            "%-" + width + "s%-27s%-9s%s%n",
                            Words.printable(one.id()),
                            TIME.format(one.began()),
                            one.ended() == null ? "open" : one.outcome(),
                            states(counts.getOrDefault(one.id(), Map.of())));
        }
    }

    /** {@code 3 ended, 1 running}. */
    private static String states(Map<AccountState.State, Integer> counts) {
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private void one(Ledger ledger, Wave found) {
        WaveReport report = WaveReport.of(ledger, found);
        if (json) {
            report.accounts().forEach(state -> JsonLine.print(out(), AccountStateFields.of(found, state)));
            return;
        }
        if (found.ended() != null) {
            TextReport.write(report, out(), Integer.MAX_VALUE);
            return;
        }
        List<AccountState> accounts = report.accounts();
        out().println("Wave " + Words.printable(found.id()) + " has been open since " + TIME.format(found.began())
                + ": " + states(WaveFields.counts(accounts)) + ".");
        int width = accounts.stream()
                        .mapToInt(state -> state.account().getAccount().length())
                        .max()
                        .orElse(0)
                + 2;
        out().printf(
                        "%-" + width + "s%-9s%-8s%8s %9s  %-9s %s%n",
                        "ACCOUNT",
                        "STATE",
                        "STEP",
                        "COPIED",
                        "SIZE",
                        "FORWARDER",
                        "NOTE");
        accounts.forEach(state -> account(state, width));
    }

    private void account(AccountState state, int width) {
        AccountResult result = state.account().getResult();
        boolean ended = state.state() == AccountState.State.ENDED;
        String note = result.reason == null ? "" : Words.printable(result.reason);
        if (!ended && state.notBefore() != null) {
            note = "resumes at " + TIME.format(state.notBefore()) + (note.isEmpty() ? "" : "; " + note);
        }
        out().printf(
                        "%-" + width + "s%-9s%-8s%8d %9s  %-9s %s%n",
                        Words.printable(state.account().getAccount()),
                        ended ? result.outcome : state.state().name().toLowerCase(Locale.ROOT),
                        state.account().getStep().word(),
                        result.copied,
                        Words.bytes(result.bytes),
                        result.forwarder,
                        note);
    }
}
