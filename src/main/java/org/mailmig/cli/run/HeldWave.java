// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.run;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailmig.AccountResult;
import org.mailmig.ForwarderState;
import org.mailmig.Outcome;
import org.mailmig.cli.output.ExitCode;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.report.Words;
import org.mailmig.text.Plural;

/** The state of a wave that holds, for {@code run --hold} and {@code wave}. */
public final class HeldWave {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

    private final Wave wave;
    private final List<AccountState> accounts;
    private final Map<String, Instant> completions;

    public HeldWave(Ledger ledger, Wave wave) {
        this.wave = wave;
        this.accounts = ledger.accounts().list(wave.id());
        this.completions = ledger.held().completions(wave.id());
    }

    /** 0 if all accounts are synced or DONE; else by the worst outcome, as for a wave that has ended. */
    public int exitCode() {
        Outcome worst = Outcome.DONE;
        boolean warnings = false;
        for (AccountState state : accounts) {
            AccountResult result = state.account().getResult();
            worst = result.outcome == null ? worst : worst.and(result.outcome);
            warnings |= !result.warnings.isEmpty() || result.fellBack || result.skipped > 0 || result.failed > 0;
        }
        if (worst.compareTo(Outcome.REFUSED) >= 0) {
            return ExitCode.ERRORS;
        }
        return worst == Outcome.PARTIAL || warnings ? ExitCode.WARNINGS : ExitCode.DONE;
    }

    /** One line for the wave, one for each account, and what can be done next. */
    public void print(PrintWriter out) {
        long synced = count(AccountState.State.SYNCED);
        long ended = count(AccountState.State.ENDED);
        String id = Words.printable(wave.id());
        out.println("Wave " + id + ": " + synced + " of " + Plural.of(accounts.size(), "account", "accounts")
                + " synced, " + ended + " ended, " + (accounts.size() - synced - ended) + " in progress.");
        out.println();
        int width = accounts.stream()
                        .mapToInt(state -> state.account().getAccount().length())
                        .max()
                        .orElse(0)
                + 2;
        String format = "%-" + Math.max(width, "ACCOUNT".length() + 2) + "s%-9s%8s%10s  %-18s%-18s%s%n";
        out.printf(format, "ACCOUNT", "STATE", "COPIED", "SIZE", "SYNCED SINCE", "LAST PASS", "NOTE");
        for (AccountState state : accounts) {
            AccountResult result = state.account().getResult();
            out.printf(
                    format,
                    Words.printable(state.account().getAccount()),
                    word(state),
                    result.copied,
                    Words.bytes(result.bytes),
                    time(result.progress.syncedSince),
                    time(result.progress.syncedAt),
                    note(state));
        }
        if (synced > 0) {
            out.println();
            out.println("New mail of synced accounts reaches the source" + except() + ".");
            out.println("To copy what is new:       ./mailmig wave " + id + " sync");
            out.println("To move the users over:    ./mailmig wave " + id + " complete");
        }
        if (accounts.stream().anyMatch(HeldWave::isToRetry)) {
            out.println();
            out.println("To retry those not DONE:   ./mailmig retry " + id);
        }
        out.flush();
    }

    /** A merge has a forwarder only if that is configured. */
    private String except() {
        long none = accounts.stream()
                .filter(state -> state.state() == AccountState.State.SYNCED
                        && state.account().getResult().forwarder == ForwarderState.NONE)
                .count();
        return none == 0 ? "" : ", except of " + none + " without a forwarder";
    }

    private static boolean isToRetry(AccountState state) {
        return !WaveRunner.isOpen(state) && state.account().getResult().outcome != Outcome.DONE;
    }

    private long count(AccountState.State which) {
        return accounts.stream().filter(state -> state.state() == which).count();
    }

    private static String word(AccountState state) {
        return state.state() == AccountState.State.ENDED
                ? state.account().getResult().outcome.name()
                : state.state().name().toLowerCase(Locale.ROOT);
    }

    private String note(AccountState state) {
        List<String> notes = new ArrayList<>();
        if (state.state() == AccountState.State.SYNCED && state.notBefore() != null) {
            notes.add("next pass " + TIME.format(state.notBefore()));
        }
        Instant completion = completions.get(state.account().getAccount());
        if (completion != null) {
            notes.add("completed after " + TIME.format(completion));
        }
        String reason = state.account().getResult().reason;
        if (reason != null) {
            notes.add(Words.printable(reason));
        }
        return String.join("; ", notes);
    }

    private static String time(long millis) {
        return millis == 0 ? "-" : TIME.format(Instant.ofEpochMilli(millis));
    }
}
