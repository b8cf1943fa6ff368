// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The state of an account's forwarder. The word is used by reports, {@code --json} and the ledger. */
public enum ForwarderState {
    /** No forwarder of mailmig was set. */
    NONE,
    /** New mail goes to the source by mailmig's forwarder. */
    STAMPED,
    /** The forwarder was set and removed again. */
    CLEARED,
    /** The account ended before its clear: the forwarder is still set, and new mail still goes to the source. */
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
