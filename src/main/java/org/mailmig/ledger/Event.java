// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger;

import java.time.Instant;

/**
 * Something that an operator may want to know.
 *
 * @param account {@code null} for an event of the whole wave
 * @param kind one lower-case word, for example {@code fellback}, {@code stamped}, {@code interrupted}
 * @param text one sentence without secrets
 */
public record Event(long id, Instant at, String wave, String account, String kind, String text) {
    /** A wave's: its report was given to the mail server. */
    public static final String MAILED = "mailed";

    /** A wave's: its report could not be written or mailed. */
    public static final String UNREPORTED = "unreported";
}
