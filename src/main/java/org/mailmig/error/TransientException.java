// SPDX-License-Identifier: Apache-2.0
package org.mailmig.error;

import java.time.Duration;
import java.time.Instant;

/** A transient error (connection lost, server busy, directory down): the route delivers the account again. */
public final class TransientException extends StopException {
    private static final long serialVersionUID = 1L;

    private final boolean untilDone;
    private final transient Duration retryAfter;
    private final Instant notBefore;

    public TransientException(String message, Throwable cause) {
        this(message, cause, false, Duration.ZERO, null);
    }

    /** @param retryAfter how long the server asked us to wait */
    public TransientException(String message, Throwable cause, Duration retryAfter) {
        this(message, cause, false, retryAfter, null);
    }

    private TransientException(
            String message, Throwable cause, boolean untilDone, Duration retryAfter, Instant notBefore) {
        super(message, cause);
        this.untilDone = untilDone;
        this.retryAfter = retryAfter;
        this.notBefore = notBefore;
    }

    /**
     * A server is busy and nothing of the account was tried: no attempt is used up.
     *
     * @param notBefore the earliest time of the next delivery
     */
    public static TransientException busy(String message, Throwable cause, Instant notBefore) {
        return new TransientException(message, cause, false, Duration.ZERO, notBefore);
    }

    /** Waits for other accounts, which take as long as they take: no attempt is used up, and there is no longest wait. */
    public static TransientException waiting(String message) {
        return new TransientException(message, null, true, Duration.ZERO, Instant.now());
    }

    /** An error in work that must be completed however long it takes: the account is redelivered without limit. */
    public static TransientException untilDone(String message, Throwable cause) {
        return new TransientException(message, cause, true, Duration.ZERO, null);
    }

    /** The minimum delay before the next delivery; zero if no server named one. */
    public Duration retryAfter() {
        return retryAfter == null ? Duration.ZERO : retryAfter;
    }

    public boolean isUntilDone() {
        return untilDone;
    }

    /** When a busy server may be contacted again; {@code null} for all other errors. */
    public Instant notBefore() {
        return notBefore;
    }
}
