// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

/**
 * The identifiers that a target folder should get: those of the source folder.
 *
 * @param rawName raw name at the target
 * @param name the same as its owner reads it
 * @param mailboxId the source's id (MAILBOXID of RFC 8474, Dovecot's GUID), or {@code null} if it has none
 * @param uidValidity UIDVALIDITY of the source
 * @param uidNext UIDNEXT of the source, 0 if not reported
 * @param highestModSeq HIGHESTMODSEQ of the source (RFC 7162), 0 if not offered
 * @param role special use (RFC 6154) that a newly created folder gets, or {@code null}
 * @param exists whether the target folder exists
 */
public record RequestedIds(
        String rawName,
        String name,
        String mailboxId,
        long uidValidity,
        long uidNext,
        long highestModSeq,
        String role,
        boolean exists) {
    /** At higher UIDs Dovecot 2.3's imap process panics, and the space of 32 bits is nearly used up anyway. */
    public static final long FIRST_IMPOSSIBLE_UID = 4_294_967_290L;

    private static final long MOST = 0xFFFFFFFFL;

    boolean hasUidValidity() {
        return uidValidity > 0 && uidValidity <= MOST;
    }

    /** Returns which of UIDNEXT and HIGHESTMODSEQ were not reached, as a clause; {@code null} if both were. */
    String missing(long uidNextThere, long highestModSeqThere) {
        String next = uidNextThere < uidNext ? "UIDNEXT is " + uidNextThere + ", not " + uidNext : null;
        String modSeq = highestModSeqThere < highestModSeq
                ? "HIGHESTMODSEQ is " + highestModSeqThere + ", not " + highestModSeq
                : null;
        return next == null ? modSeq : modSeq == null ? next : next + ", and " + modSeq;
    }

    boolean hasUidNext() {
        return uidNext > 1 && uidNext < FIRST_IMPOSSIBLE_UID;
    }
}
