// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What was done with a Sieve script. The word is that of reports, of {@code --json} and of the ledger. */
public enum ScriptAction {
    COPIED,
    /** What we had put there was replaced. */
    UPDATED,
    /** The target has it already. */
    PRESENT,
    /** The target does not accept it: kept as comments. */
    COMMENTED,
    /** Its owner changed it at the target: left as it is. */
    KEPT,
    /** Its owner removed it at the target: not brought back. */
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
