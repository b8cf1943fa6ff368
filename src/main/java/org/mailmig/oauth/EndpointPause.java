// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.mailmig.error.TransientException;

/** The pause that a token endpoint asks for with {@code Retry-After} (RFC 9110, 10.2.3). Nothing is sent until it ends. Thread-safe. */
final class EndpointPause {
    private static final Duration LONGEST_PATIENCE = Duration.ofHours(1);

    private Instant notBefore = Instant.MIN;

    synchronized void begin(Duration wait) {
        notBefore = Instant.now().plus(wait);
    }

    /** @throws TransientException while the endpoint is throttling: no attempt of the account is used up */
    synchronized void check(String peer) {
        Instant now = Instant.now();
        if (now.isBefore(notBefore)) {
            throw TransientException.busy(
                    peer + " asks for a pause (Retry-After) of "
                            + (Duration.between(now, notBefore).toSeconds() + 1) + " more s.",
                    null,
                    notBefore);
        }
    }

    /** The value of the header: seconds or a date. Empty if it is neither; limited to an hour. */
    static Optional<Duration> parsed(String value) {
        Duration wait;
        try {
            wait = value.matches("[0-9]{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(
                            Instant.now(),
                            ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
        return Optional.of(wait.compareTo(LONGEST_PATIENCE) > 0 ? LONGEST_PATIENCE : wait);
    }
}
