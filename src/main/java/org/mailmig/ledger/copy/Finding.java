// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/**
 * An unsettled finding of a verify.
 *
 * @param folder id of the {@link FolderState}
 * @param sourceUid UID of the message at the source
 * @param targetUid UID of its copy in the target
 * @param text for people
 */
public record Finding(long folder, Kind kind, long sourceUid, long targetUid, String text) {
    /** What was found. */
    public enum Kind {
        /** The target stores other bytes, flags or another date than was sent. */
        ALTERED,
        /** The target does not have a message that it accepted. */
        MISSING,
        /** Another client copied the message too: the target UID is that of the second copy. */
        DOUBLE,
        /** The target by design stores it differently; the text is the reason. Reported each time and not a difference. */
        DECLARED,
        /** The source sent fewer bytes than it announced. Reported each time and not a difference. */
        SHORT
    }
}
