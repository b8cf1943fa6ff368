// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import java.time.Duration;
import org.mailmig.Step;
import org.mailmig.report.Words;

/** The progress of one account's step, as its bar shows it. Times are those of {@link System#nanoTime}. Guarded by the display. */
final class AccountBar {
    private static final long STALE_NANOS = 10_000_000_000L;

    private Step step;
    private long since;
    private long news;
    private long messages;
    private long ofMessages;
    private long bytes;
    /** Where the bar began: what an earlier start had processed does not count for the rate. */
    private long baseMessages;

    private long baseBytes;

    /** Returns whether the account has begun another step, or the same one again. */
    boolean isAnotherStep(Step next, long messagesNow) {
        return step != next || messagesNow < messages;
    }

    void begin(Step next, long messagesNow, long bytesNow, long now) {
        step = next;
        since = now;
        baseMessages = messagesNow;
        baseBytes = bytesNow;
    }

    void update(long messagesNow, long ofMessagesNow, long bytesNow, long now) {
        messages = messagesNow;
        ofMessages = ofMessagesNow;
        bytes = bytesNow;
        news = now;
    }

    /** Returns whether the step moves messages. */
    boolean isCopying() {
        return step == Step.COPY || step == Step.SWEEP;
    }

    boolean isStale(long now) {
        return now - news > STALE_NANOS;
    }

    long messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    /** How much of an account is done, less what the remaining steps take. */
    double share() {
        return ofMessages > 0 ? 0.9 * messages / ofMessages : 0;
    }

    String line(String account) {
        Duration elapsed = Duration.ofNanos(news - since);
        ProgressText meter =
                new ProgressText(messages, ofMessages, bytes, elapsed, messages - baseMessages, bytes - baseBytes);
        return String.format("%-24s %-6s ", Words.printable(account), step.word()) + ProgressText.bar(meter.share())
                + "  " + meter.counts() + "  left " + ProgressText.left(meter.share(), elapsed);
    }
}
