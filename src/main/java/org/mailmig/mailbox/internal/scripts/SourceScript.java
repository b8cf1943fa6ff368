// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.scripts;

import java.util.Set;
import org.mailmig.ScriptAction;
import org.mailmig.managesieve.ListedScript;
import org.mailmig.sieve.Commented;
import org.mailmig.sieve.Script;

/**
 * A source script that is being migrated.
 *
 * @param listed its name, and whether it is the active one at the source
 * @param parsed {@code null} if it is not valid Sieve (RFC 5228)
 * @param text its bytes, translated for the target
 * @param choice where it goes
 * @param notes what could not be kept
 * @param runs false if it is known that it cannot run at the target, or would file mail wrongly
 */
record SourceScript(
        ListedScript listed, Script parsed, byte[] text, ScriptDecision choice, Set<String> notes, boolean runs) {
    String name() {
        return listed.name();
    }

    boolean isToBeSent() {
        return choice.action() == ScriptAction.COPIED || choice.action() == ScriptAction.UPDATED;
    }

    byte[] commented() {
        return Commented.of(text);
    }
}
