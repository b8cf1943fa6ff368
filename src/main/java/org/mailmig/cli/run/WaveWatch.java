// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.mailmig.cli.config.CommandException;
import org.mailmig.cli.output.Display;
import org.mailmig.cli.output.ProgressBars;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Event;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.ledger.wave.Wave;

/** Follows one wave in the ledger until it has ended and its report is written, or until it rests ({@code HeldAccounts.rests}). */
public final class WaveWatch {
    private static final int MOST_EVENTS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** Longer than the timeouts for a mail server that does not respond at all. */
    private static final Duration MAIL_PATIENCE = Duration.ofMinutes(2);

    /** Whether a wave rests takes two queries: asked less often than for events. */
    private static final int LOOKS_BETWEEN_RESTS = 8;

    private final Ledger ledger;
    private final String wave;
    private final Display display;
    private final Instant since;
    private long lastEvent;
    private String report;
    private boolean mailDue;
    private boolean reportIsNew;
    private boolean mailed;
    private String fault;
    private long countedAt;
    private long countNanos;
    private int looks;

    /** @param after the last event that was already shown; 0: from the beginning */
    public WaveWatch(Ledger ledger, String wave, Display display, long after) {
        this(ledger, wave, display, after, Instant.EPOCH);
    }

    /** @param since earlier events are not shown: an earlier start showed them */
    WaveWatch(Ledger ledger, String wave, Display display, long after, Instant since) {
        this.since = since;
        this.ledger = ledger;
        this.wave = wave;
        this.display = display;
        this.lastEvent = after;
    }

    /** The report will be mailed: the wave is followed until it was, or could not be. */
    WaveWatch withMail(boolean due) {
        mailDue = due;
        return this;
    }

    /** Why the report was not written or not mailed, one sentence; {@code null} if it was. */
    String fault() {
        return fault;
    }

    private boolean reported(Instant endedSince) {
        if (fault != null) {
            return true;
        }
        if (report == null) {
            return Instant.now().isAfter(endedSince.plus(PATIENCE));
        }
        if (!mailDue || !reportIsNew || mailed) {
            return true;
        }
        if (Instant.now().isAfter(endedSince.plus(MAIL_PATIENCE))) {
            fault = "The report was not mailed within " + MAIL_PATIENCE.toMinutes()
                    + " minutes: see mailmig.report.smtp.";
        }
        return fault != null;
    }

    /** The number of the wave's newest event. */
    public static long newest(Ledger ledger, String wave) {
        long newest = 0;
        for (List<Event> some = ledger.events().list(wave, 0, MOST_EVENTS);
                !some.isEmpty();
                some = ledger.events().list(wave, newest, MOST_EVENTS)) {
            newest = some.get(some.size() - 1).id();
        }
        return newest;
    }

    /** Returns the wave when it has ended, or rests: accounts are synced, all others ended. @param poll pause between two looks */
    public Wave follow(Duration poll) throws InterruptedException {
        Instant endedSince = null;
        while (true) {
            Wave now = look();
            if (now.ended() != null) {
                endedSince = endedSince == null ? Instant.now() : endedSince;
                if (reported(endedSince)) {
                    countedAt = 0;
                    countNanos = 0;
                    count();
                    return now;
                }
            } else {
                endedSince = null;
                report = null;
                mailed = false;
                fault = null;
                if (looks++ % LOOKS_BETWEEN_RESTS == 0 && ledger.held().rests(wave)) {
                    look(); // what was recorded since the last look
                    return now;
                }
            }
            Thread.sleep(poll.toMillis());
        }
    }

    /** One look: shows new events. */
    public Wave look() {
        Wave now = ledger.waves()
                .find(wave)
                .orElseThrow(() -> new CommandException("The wave " + wave + " is no longer in the ledger."));
        List<Event> events = ledger.events().list(wave, lastEvent, MOST_EVENTS);
        for (Event event : events) {
            lastEvent = event.id();
            if (event.isOfWave(EventKind.REPORT)) {
                report = event.text();
                reportIsNew = !event.at().isBefore(since);
            }
            if (event.account() == null && !event.at().isBefore(since)) {
                mailed |= event.kind() == EventKind.MAILED;
                fault = event.kind() == EventKind.UNREPORTED ? event.text() : fault;
            }
            if (!event.at().isBefore(since)) {
                display.event(event);
            }
        }
        count();
        return now;
    }

    /** The folder of the report; {@code null} if none was written. */
    public String report() {
        return report;
    }

    /** Counting a large wave takes time: at most a twentieth of ours. */
    private void count() {
        long now = System.nanoTime();
        if (display instanceof ProgressBars && now - countedAt > Math.max(500_000_000L, 20 * countNanos)) {
            List<AccountState> states = ledger.accounts().list(wave);
            int atRest = (int) states.stream()
                    .filter(state -> !TakenUp.isInProgress(state))
                    .count();
            display.accounts(atRest, states.size());
            countedAt = System.nanoTime();
            countNanos = countedAt - now;
        }
    }
}
