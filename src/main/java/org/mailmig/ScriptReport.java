// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import java.util.List;

/**
 * One Sieve script of an account's outcome.
 *
 * @param source its name at the source
 * @param target its name at the target; empty where it is not there
 * @param active does it run at the target now?
 * @param sha256 of the octets that should stand in the target; empty where none of ours should
 * @param notes what could not be kept, in words
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
