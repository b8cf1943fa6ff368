// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import java.time.Duration;
import org.mailmig.Result;
import org.mailmig.Settings;
import org.mailmig.Step;

/**
 * How often and when an account comes again after a passing fault. Only attempts without progress count: a step further, a
 * message or an octet more begins the count anew.
 *
 * @param attempts attempts without progress after which the account fails
 * @param first delay after the first fault
 * @param factor by which each further delay is longer
 * @param longest no delay is longer
 */
record Redelivery(int attempts, Duration first, int factor, Duration longest) {
    static Redelivery of(Settings settings) {
        return new Redelivery(
                settings.integer("mailmig.redelivery.attempts"),
                settings.duration("mailmig.redelivery.delay"),
                settings.integer("mailmig.redelivery.factor"),
                settings.duration("mailmig.redelivery.longest"));
    }

    /** Counts one more fault in the result. Returns how many came in a row without progress, this one included. */
    int count(Result result, Step step) {
        String mark = step.word() + " " + result.copied + " " + result.bytes;
        boolean progress = !mark.equals(result.faultedAt);
        result.faults = progress ? 1 : result.faults + 1;
        result.faultedAt = mark;
        return result.faults;
    }

    Duration delay(int faults) {
        double millis = first.toMillis() * Math.pow(factor, faults - 1.0);
        return Duration.ofMillis((long) Math.min(millis, longest.toMillis()));
    }
}
