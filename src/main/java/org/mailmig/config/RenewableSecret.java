// SPDX-License-Identifier: Apache-2.0
package org.mailmig.config;

import java.util.function.Supplier;
import org.mailmig.error.TransientException;

/** A secret that may be another one at each login: a token, or what a file holds now. Safe for any number of threads. */
public interface RenewableSecret extends Supplier<Secret> {
    /**
     * A server refused this secret.
     *
     * @return true where {@link #get} has another one, with which the login is worth one more try
     * @throws TransientException where another one is due and is not there yet
     */
    boolean renew(Secret refused);

    /** The same of one that this server {@link #accepted} before, whatever its age: it has come to its end since. */
    default boolean renewOnceAccepted(Secret refused) {
        return renew(refused);
    }

    /** A server accepted this secret. */
    default void accepted(Secret secret) {}

    /** Is it a token of a grant? Then a refusal of a fresh one is about the mailbox, and no number of refusals locks it out. */
    default boolean isGranted() {
        return false;
    }

    /** Ends a wait for a new one: whoever waits gets an error. */
    default void abandon() {}
}
