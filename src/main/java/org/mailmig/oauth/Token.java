// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import java.time.Duration;
import org.mailmig.config.Secret;

/**
 * An access token.
 *
 * @param value what the login sends
 * @param obtained {@link System#nanoTime()} at which it came
 * @param life how long it is valid from then on; {@code null} where nobody says
 */
record Token(Secret value, long obtained, Duration life) {
    private static final Duration UNKNOWN_LIFE = Duration.ofMinutes(10);
    /** Before its end, at most: a login and the answer to it take their time, and clocks differ. */
    private static final Duration RESERVE = Duration.ofMinutes(5);

    /** A token of a short life is used for three quarters of it. */
    boolean isUsable() {
        Duration valid = life == null ? UNKNOWN_LIFE : life;
        Duration quarter = valid.dividedBy(4);
        Duration reserve = quarter.compareTo(RESERVE) < 0 ? quarter : RESERVE;
        return age().compareTo(valid.minus(reserve)) < 0;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - obtained);
    }
}
