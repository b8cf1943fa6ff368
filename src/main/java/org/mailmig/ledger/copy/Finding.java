// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/**
 * Something that a verify found and that is not settled.
 *
 * @param folder number of the {@link FolderState}
 * @param sourceUid UID of the message at the source
 * @param targetUid UID of its copy in the target
 * @param text for people
 */
public record Finding(long folder, Kind kind, long sourceUid, long targetUid, String text) {
    /** What was found. */
    public enum Kind {
        /** The target stores other bytes, flags or another date than were sent. */
        ALTERED,
        /** The target does not hold what it had taken. */
        MISSING,
        /** Somebody else copied the message too: the target UID is that of the second copy. */
        DOUBLE,
        /** The target stores it otherwise, as it always does; the text is the reason. Named each time and no difference. */
        DECLARED,
        /** The source sent fewer bytes than it announces. Named each time and no difference. */
        SHORT
    }
}
