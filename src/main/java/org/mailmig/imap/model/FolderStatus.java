// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

/**
 * Counters of a folder (RFC 9051, 6.3.11; RFC 7162, 3.1.2.1).
 *
 * @param messages number of messages
 * @param uidValidity UIDVALIDITY
 * @param uidNext UIDNEXT; 0 if the server does not report it
 * @param highestModSeq HIGHESTMODSEQ; 0 if CONDSTORE is not offered
 * @param octets SIZE in bytes (RFC 8438); -1 if not requested or not offered
 */
public record FolderStatus(long messages, long uidValidity, long uidNext, long highestModSeq, long octets) {
    /** Creates counters without SIZE. */
    public FolderStatus(long messages, long uidValidity, long uidNext, long highestModSeq) {
        this(messages, uidValidity, uidNext, highestModSeq, -1);
    }
}
