// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import java.util.function.Supplier;
import org.mailmig.error.TransientException;

/** A secret that may change between logins: a token, or the current content of a file. Thread-safe. */
public interface RenewableSecret extends Supplier<Secret> {
    /**
     * A server refused this secret.
     *
     * @return true if {@link #get} returns another one, with which the login is worth one more try
     * @throws TransientException if another one is expected and not available yet
     */
    boolean renew(Secret refused);

    /** Like {@link #renew}, for a secret that this server {@link #accepted} before, whatever its age: it has expired since. */
    default boolean renewOnceAccepted(Secret refused) {
        return renew(refused);
    }

    /** A server accepted this secret. */
    default void accepted(Secret secret) {}

    /**
     * Returns whether it is a token of a grant. A refusal of a fresh token is about the mailbox, and repeated refusals do not lock it out.
     */
    default boolean isGranted() {
        return false;
    }

    /** Ends all waits for a new secret: the waiting threads get an error. */
    default void abandon() {}
}
