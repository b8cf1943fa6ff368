// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What was done with a Sieve script. The word is used by reports, {@code --json} and the ledger. */
public enum ScriptAction {
    COPIED,
    /** An earlier copy by mailmig was replaced. */
    UPDATED,
    /** The target already has it. */
    PRESENT,
    /** The target does not accept it: stored as comments. */
    COMMENTED,
    /** Its owner changed it at the target: left unchanged. */
    KEPT,
    /** Its owner removed it at the target: not restored. */
    GONE,
    FAILED;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if no action has this word */
    @JsonCreator
    public static ScriptAction of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return word();
    }
}
