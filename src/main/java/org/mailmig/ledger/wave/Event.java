// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.wave;

import java.time.Instant;

/**
 * Something that an operator may want to know.
 *
 * @param account {@code null} for an event of the whole wave
 * @param word the word in the ledger: that of the kind, or an unknown one written by another version
 * @param text one sentence without secrets
 */
public record Event(long id, Instant at, String wave, String account, EventKind kind, String word, String text) {
    public Event(long id, Instant at, String wave, String account, EventKind kind, String text) {
        this(id, at, wave, account, kind, kind.word(), text);
    }

    /** Returns whether it is an event of this kind about the whole wave. */
    public boolean isOfWave(EventKind asked) {
        return account == null && kind == asked;
    }
}
