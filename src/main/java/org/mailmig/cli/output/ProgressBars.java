// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.Account;
import org.mailmig.Step;
import org.mailmig.ledger.wave.Event;

/**
 * On a terminal: one bar for each account in flight and one for the wave, redrawn in place below the events. An account's bar disappears a
 * few seconds after its last update, or when its end was shown.
 */
public final class ProgressBars implements Display {
    private static final long REDRAW_NANOS = 200_000_000L;
    private static final int MOST_BARS = 12;

    private final PrintWriter out;
    private final int columns;
    private final long began = System.nanoTime();
    private final Map<String, AccountBar> bars = new LinkedHashMap<>();
    private long settledMessages;
    private long settledBytes;
    private boolean closed;
    private int ended;
    private int all;
    private int drawn;
    private long lastDrawn;

    public ProgressBars(PrintWriter out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    @Override
    public synchronized void progress(Account account, Step step, long messages, long ofMessages, long bytes) {
        long now = System.nanoTime();
        AccountBar bar = bars.computeIfAbsent(account.getAccount(), key -> new AccountBar());
        if (bar.isAnotherStep(step, messages)) {
            settle(bar);
            bar.begin(step, messages, bytes, now);
        }
        bar.update(messages, ofMessages, bytes, now);
        drawNowAndThen();
    }

    /** The messages of an account's finished step stay in the wave's numbers. Only copying steps move messages. */
    private void settle(AccountBar bar) {
        if (bar.isCopying()) {
            settledMessages += bar.messages();
            settledBytes += bar.bytes();
        }
    }

    @Override
    public synchronized void accounts(int endedNow, int allNow) {
        ended = endedNow;
        all = allNow;
        drawNowAndThen();
    }

    @Override
    public synchronized void event(Event event) {
        if (event.account() != null && event.kind().endsWork()) {
            AccountBar bar = bars.remove(event.account());
            if (bar != null) {
                settle(bar);
            }
        }
        erase();
        out.println(cut(EventLines.line(event)));
        draw();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        erase();
        out.println(fit(waveLine()));
        out.flush();
    }

    private void drawNowAndThen() {
        if (!closed && System.nanoTime() - lastDrawn > REDRAW_NANOS) {
            erase();
            draw();
        }
    }

    private void erase() {
        if (drawn > 0) {
            out.print("\u001b[" + drawn + "A\u001b[J");
            drawn = 0;
        }
    }

    private void draw() {
        lastDrawn = System.nanoTime();
        bars.values().removeIf(bar -> {
            boolean stale = bar.isStale(lastDrawn);
            if (stale) {
                settle(bar);
            }
            return stale;
        });
        List<String> lines = new ArrayList<>();
        bars.entrySet().stream()
                .limit(MOST_BARS)
                .forEach(entry -> lines.add(entry.getValue().line(entry.getKey())));
        lines.add(waveLine());
        lines.forEach(line -> out.println(fit(line)));
        out.flush();
        drawn = lines.size();
    }

    private String waveLine() {
        long messages = settledMessages;
        long bytes = settledBytes;
        double underWay = 0;
        for (AccountBar bar : bars.values()) {
            if (bar.isCopying()) {
                messages += bar.messages();
                bytes += bar.bytes();
            }
            underWay += bar.share();
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
        double share = all == 0 ? 0 : Math.min(1, (ended + Math.min(underWay, all - ended)) / all);
        return String.format("%-31s ", "wave: " + ended + "/" + all + " accounts") + ProgressText.bar(share) + "  "
                + new ProgressText(messages, 0, bytes, elapsed, messages, bytes).counts() + "  left "
                + ProgressText.left(share, elapsed);
    }

    /** Shortens a bar by whole fields, because half a number is a wrong number. */
    private String fit(String line) {
        int end = line.lastIndexOf("  ", columns - 1);
        return line.length() < columns || end < 0
                ? cut(line)
                : line.substring(0, end).stripTrailing();
    }

    /** A line that wraps would spoil the next redraw. */
    private String cut(String line) {
        return line.length() < columns ? line : line.substring(0, Math.max(10, columns - 1));
    }
}
