// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.mailmig.AccountResult;
import org.mailmig.Step;
import org.mailmig.config.Settings;

/**
 * How often and when an account is redelivered after a transient error. Only attempts without progress count: a further step, message or
 * byte resets the count.
 *
 * @param attempts attempts without progress after which the account fails
 * @param first delay after the first error
 * @param factor factor of each further delay
 * @param longest maximum delay
 */
record Redelivery(int attempts, Duration first, int factor, Duration longest) {
    private static final Duration MOST_BUSY_DELAY = Duration.ofSeconds(30);

    static Redelivery of(Settings settings) {
        return new Redelivery(
                settings.integer("mailmig.redelivery.attempts"),
                settings.duration("mailmig.redelivery.delay"),
                settings.integer("mailmig.redelivery.factor"),
                settings.duration("mailmig.redelivery.longest"));
    }

    /** Counts one more error in the result. Returns the number of consecutive errors without progress, including this one. */
    int count(AccountResult result, Step step) {
        String mark = mark(result, step);
        boolean progress = !mark.equals(result.progress.faultedAt);
        result.progress.faults = progress ? 1 : result.progress.faults + 1;
        result.progress.faultedAt = mark;
        return result.progress.faults;
    }

    /** The next attempt is counted as the first. */
    static void forget(AccountResult result) {
        result.progress.faults = 0;
        result.progress.faultedAt = null;
        result.progress.busySince = 0;
        result.progress.busyAt = null;
    }

    private static String mark(AccountResult result, Step step) {
        return step.word() + " " + result.copied + " " + result.bytes;
    }

    /** How long the account has been waiting for a busy server without progress; zero the first time. */
    static Duration waited(AccountResult result, Step step) {
        String mark = mark(result, step);
        if (!mark.equals(result.progress.busyAt)) {
            result.progress.busyAt = mark;
            result.progress.busySince = System.currentTimeMillis();
        }
        return Duration.ofMillis(Math.max(0, System.currentTimeMillis() - result.progress.busySince));
    }

    /** About a quarter of the time waited so far, with jitter: accounts that were rejected together return one by one. */
    Duration busyDelay(Duration waited) {
        long millis = Math.min(Math.max(first.toMillis(), waited.toMillis() / 4), MOST_BUSY_DELAY.toMillis());
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis + 1));
    }

    Duration delay(int faults) {
        double millis = first.toMillis() * Math.pow(factor, faults - 1.0);
        return Duration.ofMillis((long) Math.min(millis, longest.toMillis()));
    }
}
