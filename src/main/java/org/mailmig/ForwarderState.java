// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What became of the forwarder of an account. The word is that of reports, of {@code --json} and of the ledger. */
public enum ForwarderState {
    /** None of ours was set. */
    NONE,
    /** New mail goes to the target by our forwarder. */
    STAMPED,
    /** Ours was set and removed again. */
    CLEARED,
    /** The account ended before its clear: ours is left, and new mail goes on to the source. */
    KEPT;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if no state has this word */
    @JsonCreator
    public static ForwarderState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return word();
    }
}
