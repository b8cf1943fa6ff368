// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import java.util.List;

/**
 * The result of one Sieve script of an account.
 *
 * @param source its name at the source
 * @param target its name at the target; empty if it is not there
 * @param active whether it is the active script at the target
 * @param sha256 hash of the bytes that the target should have; empty if it should have none from mailmig
 * @param notes texts that say what could not be preserved
 */
public record ScriptReport(
        String source, String target, ScriptAction action, boolean active, String sha256, List<String> notes) {
    public ScriptReport {
        target = target == null ? "" : target;
        sha256 = sha256 == null ? "" : sha256;
        notes = notes == null ? List.of() : List.copyOf(notes);
    }

    public ScriptReport nowActive() {
        return new ScriptReport(source, target, action, true, sha256, notes);
    }
}
