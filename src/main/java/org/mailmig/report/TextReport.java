// SPDX-License-Identifier: Apache-2.0
package org.mailmig.report;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.mailmig.AccountResult;
import org.mailmig.FolderReport;
import org.mailmig.Outcome;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.text.Plural;

/** The report for people: one line per account, and below it everything that did not go smoothly. */
public final class TextReport {
    private static final int MOST_DIFFERENCES = 20;
    private final PrintWriter out;
    private final int width;
    private final InCommon common;

    private TextReport(PrintWriter out, WaveReport report) {
        this.out = out;
        int longest = report.accounts().stream()
                .limit(10_000)
                .mapToInt(state -> state.account().getAccount().length())
                .max()
                .orElse(0);
        this.width = Math.max("ACCOUNT".length(), longest);
        this.common = new InCommon(report.accounts());
    }

    /** @param most the maximum number of accounts; those that need attention come first, the rest is counted */
    public static void write(WaveReport report, Writer to, int most) {
        PrintWriter out = new PrintWriter(to);
        TextReport text = new TextReport(out, report);
        out.println(summary(report));
        text.common.sentences().forEach(line -> out.println("  " + Words.printable(line)));
        out.println();
        text.heading();
        List<AccountState> shown = shown(report, most);
        shown.forEach(text::account);
        int left = report.accounts().size() - shown.size();
        if (left > 0) {
            out.println("... and " + left + " more accounts, all DONE or listed in report.csv");
        }
        out.flush();
    }

    /** One sentence about the whole wave. */
    public static String summary(WaveReport report) {
        int all = report.accounts().size();
        int done = report.counts().getOrDefault(Outcome.DONE, 0);
        String others = report.counts().entrySet().stream()
                .filter(count -> count.getKey() != Outcome.DONE)
                .map(count ->
                        ", " + count.getValue() + " " + count.getKey().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
        long copied = report.accounts().stream()
                .mapToLong(state -> state.account().getResult().copied)
                .sum();
        long bytes = report.accounts().stream()
                .mapToLong(state -> state.account().getResult().bytes)
                .sum();
        return String.format(
                Locale.ROOT,
                "Wave %s: %d of %d DONE%s. %,d messages copied (%s) in %.1f s.",
                Words.printable(report.wave().id()),
                done,
                all,
                others,
                copied,
                Words.bytes(bytes),
                report.seconds());
    }

    private static List<AccountState> shown(WaveReport report, int most) {
        List<AccountState> all = report.accounts();
        if (all.size() <= most) {
            return all;
        }
        List<AccountState> notDone = all.stream()
                .filter(state -> WaveReport.outcome(state) != Outcome.DONE)
                .limit(most)
                .toList();
        return notDone.isEmpty() ? all.subList(0, most) : notDone;
    }

    private void heading() {
        out.printf("%-" + (width + 2) + "s", "ACCOUNT");
        out.println("OUTCOME  MODE    COPIED  PRESENT  UPDATED  GONE  SKIPPED  FAILED      SIZE    TIME  FORWARDER");
    }

    private void account(AccountState state) {
        AccountResult result = state.account().getResult();
        out.printf("%-" + (width + 2) + "s", Words.printable(state.account().getAccount()));
        out.printf(
                Locale.ROOT,
                "%-8s %-5s %8d %8d %8d %5d %8d %7d %9s %6.1fs  %s%n",
                WaveReport.outcome(state),
                WaveReport.mode(state),
                result.copied,
                result.present,
                result.updated,
                result.goneAtTarget,
                result.skipped,
                result.failed,
                Words.bytes(result.bytes),
                result.seconds,
                result.forwarder);
        if (!common.hasReason(state)) {
            note("why", result.reason);
        }
        if (result.fellBackBefore) {
            note("note", "the clone became a merge");
        }
        result.warnings.forEach(text -> note(state, InCommon.Kind.WARNING, text));
        result.notes.forEach(text -> note(state, InCommon.Kind.NOTE, text));
        if (result.goneAtSource > 0) {
            note(
                    "note",
                    Plural.of(result.goneAtSource, "message is", "messages are")
                            + " gone at the source and kept in the target");
        }
        if (result.removed > 0) {
            note(
                    "note",
                    Plural.of(result.removed, "message that is", "messages that are")
                            + " gone at the source, removed from the target");
        }
        result.folders.forEach(this::differences);
    }

    private void differences(FolderReport folder) {
        folder.differences().stream()
                .limit(MOST_DIFFERENCES)
                .forEach(text -> note("differs", folder.target() + ": " + text));
        int left = folder.differences().size() - MOST_DIFFERENCES;
        if (left > 0) {
            note("differs", folder.target() + ": " + left + " more, see report.json");
        }
    }

    private void note(AccountState state, InCommon.Kind kind, String text) {
        if (!common.has(state.account(), kind, text)) {
            note(kind.word(), text);
        }
    }

    private void note(String what, String text) {
        if (text != null && !text.isBlank()) {
            out.println("    " + what + ": " + Words.printable(text));
        }
    }
}
