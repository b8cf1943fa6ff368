// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import java.time.Duration;
import org.mailmig.config.Secret;

/**
 * An access token.
 *
 * @param value what the login sends
 * @param obtained {@link System#nanoTime()} when it was received
 * @param life how long it is valid from then on; {@code null} if unknown
 */
record Token(Secret value, long obtained, Duration life) {
    private static final Duration UNKNOWN_LIFE = Duration.ofMinutes(10);
    /** The maximum reserve before its expiry: a login takes time, and clocks differ. */
    private static final Duration RESERVE = Duration.ofMinutes(5);

    /** A token with a short life is used for three quarters of it. */
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
