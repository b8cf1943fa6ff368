// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.scripts;

import java.io.IOException;
import org.mailmig.ScriptAction;
import org.mailmig.ledger.copy.ScriptState;

/**
 * The name under which a script goes to the target, and whether it has to be sent. Never overwrites the owner's scripts or changes to
 * ours.
 *
 * @param action {@code COPIED} and {@code UPDATED} mean: to be sent
 */
record ScriptDecision(String target, ScriptAction action, String note) {
    /** Returns the SHA-256 of the target's script of this name, or {@code null} if there is none. */
    @FunctionalInterface
    interface Target {
        String sha256(String name) throws IOException;
    }

    /**
     * @param name at the source
     * @param wanted SHA-256 of the script as translated for the target
     * @param commented SHA-256 of the same as comments
     * @param known what we did with it before, or {@code null}
     */
    static ScriptDecision of(String name, String wanted, String commented, ScriptState known, Target target)
            throws IOException {
        String there = known == null ? name : known.target();
        String found = target.sha256(there);
        if (found == null) {
            boolean removed = known != null && known.storedSha256() != null && known.intendedSha256() == null;
            return removed
                    ? new ScriptDecision(
                            there, ScriptAction.GONE, "the user removed it at the target; it was not copied again")
                    : new ScriptDecision(there, ScriptAction.COPIED, null);
        }
        if (found.equals(wanted)) {
            return new ScriptDecision(there, ScriptAction.PRESENT, null);
        }
        if (found.equals(commented) || known != null && known.isOurs(found)) {
            return new ScriptDecision(there, ScriptAction.UPDATED, null);
        }
        if (known != null && wanted.equals(known.storedSha256())) {
            return new ScriptDecision(
                    there, ScriptAction.KEPT, "the user changed it at the target; it was left unchanged");
        }
        return besides(name, there, wanted, commented, target);
    }

    /** Chooses a second name, because the owner has another script of this name. The name is reversible. */
    private static ScriptDecision besides(String name, String there, String wanted, String commented, Target target)
            throws IOException {
        for (int number = 1; ; number++) {
            String free = name + (number == 1 ? " (source)" : " (source " + number + ")");
            String found = target.sha256(free);
            if (found == null || found.equals(wanted) || found.equals(commented)) {
                return new ScriptDecision(
                        free,
                        found == null
                                ? ScriptAction.COPIED
                                : found.equals(wanted) ? ScriptAction.PRESENT : ScriptAction.UPDATED,
                        "the target has another script \"" + there + "\", which was left unchanged; this one is \""
                                + free + "\" there");
            }
        }
    }
}
