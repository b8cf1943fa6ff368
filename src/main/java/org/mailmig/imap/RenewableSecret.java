// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.util.function.Supplier;
import org.mailmig.Secret;

/** A secret that may be another one at each login: a token, or what a file holds now. Safe for any number of threads. */
public interface RenewableSecret extends Supplier<Secret> {
    /**
     * A server refused this secret.
     *
     * @return true where {@link #get} has another one, with which the login is worth one more try
     */
    boolean renew(Secret refused);

    /** A server accepted this secret. */
    default void accepted(Secret secret) {}
}
