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
import org.mailmig.report.Words;

/**
 * On a terminal: one bar for each account in flight and one for the wave, redrawn in place below the events. An account's bar disappears a
 * few seconds after its last update, or when its end was shown.
 */
public final class ProgressBars implements Display {
    private static final long REDRAW_NANOS = 200_000_000L;
    private static final long STALE_NANOS = 10_000_000_000L;
    private static final int MOST_BARS = 12;

    private final PrintWriter out;
    private final int columns;
    private final long began = System.nanoTime();
    private final Map<String, Bar> bars = new LinkedHashMap<>();
    private long settledMessages;
    private long settledBytes;
    private boolean closed;
    private int ended;
    private int all;
    private int drawn;
    private long lastDrawn;

    private static final class Bar {
        Step step;
        long since;
        long news;
        long messages;
        long ofMessages;
        long bytes;
        /** Where the bar began: what an earlier start had processed does not count for the rate. */
        long baseMessages;

        long baseBytes;
    }

    public ProgressBars(PrintWriter out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    @Override
    public synchronized void progress(Account account, Step step, long messages, long ofMessages, long bytes) {
        long now = System.nanoTime();
        Bar bar = bars.computeIfAbsent(account.getAccount(), key -> new Bar());
        if (bar.step != step || messages < bar.messages) {
            settle(bar);
            bar.step = step;
            bar.since = now;
            bar.baseMessages = messages;
            bar.baseBytes = bytes;
        }
        bar.messages = messages;
        bar.ofMessages = ofMessages;
        bar.bytes = bytes;
        bar.news = now;
        drawNowAndThen();
    }

    /** The messages of an account's finished step stay in the wave's numbers. Only copying steps move messages. */
    private void settle(Bar bar) {
        if (bar.step == Step.COPY || bar.step == Step.SWEEP) {
            settledMessages += bar.messages;
            settledBytes += bar.bytes;
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
            Bar bar = bars.remove(event.account());
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
            boolean stale = lastDrawn - bar.news > STALE_NANOS;
            if (stale) {
                settle(bar);
            }
            return stale;
        });
        List<String> lines = new ArrayList<>();
        bars.entrySet().stream().limit(MOST_BARS).forEach(entry -> lines.add(line(entry.getKey(), entry.getValue())));
        lines.add(waveLine());
        lines.forEach(line -> out.println(fit(line)));
        out.flush();
        drawn = lines.size();
    }

    private static String line(String account, Bar bar) {
        Duration elapsed = Duration.ofNanos(bar.news - bar.since);
        ProgressText meter = new ProgressText(
                bar.messages,
                bar.ofMessages,
                bar.bytes,
                elapsed,
                bar.messages - bar.baseMessages,
                bar.bytes - bar.baseBytes);
        return String.format("%-24s %-6s ", Words.printable(account), bar.step.word()) + ProgressText.bar(meter.share())
                + "  " + meter.counts() + "  left " + ProgressText.left(meter.share(), elapsed);
    }

    private String waveLine() {
        long messages = settledMessages;
        long bytes = settledBytes;
        double underWay = 0;
        for (Bar bar : bars.values()) {
            if (bar.step == Step.COPY || bar.step == Step.SWEEP) {
                messages += bar.messages;
                bytes += bar.bytes;
            }
            underWay += bar.ofMessages > 0 ? 0.9 * bar.messages / bar.ofMessages : 0;
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
