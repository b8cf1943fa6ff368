// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import java.time.Duration;
import org.apache.camel.util.TimeUtils;
import org.mailmig.error.PermanentException;

/** A time such as {@code 10s}, {@code 5m}, {@code 1h30m} or plain milliseconds. */
final class TimeValue {
    private TimeValue() {}

    /** @throws PermanentException naming the key, if the value is not a time or the key does not allow it */
    static Duration parse(String key, String value) {
        long millis;
        try {
            millis = TimeUtils.toMilliSeconds(value);
        } catch (IllegalArgumentException
                | IndexOutOfBoundsException e) { // Camel's parser throws either of them for words
            throw new PermanentException(
                    "Configuration key " + key + " must be a time such as 10s or 5m, not \"" + value + "\".", e);
        }
        boolean aboveZero = KeyTable.find(key).filter(KeyTable.Row::isAboveZero).isPresent();
        if (millis < 0 || millis == 0 && aboveZero) {
            throw new PermanentException("Configuration key " + key + " must be a time "
                    + (aboveZero ? "above 0, such as 10s or 5m" : "that is not negative") + ", not \"" + value + "\".");
        }
        return Duration.ofMillis(millis);
    }
}
