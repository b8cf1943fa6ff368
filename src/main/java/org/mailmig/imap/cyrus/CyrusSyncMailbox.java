// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.cyrus;

import java.util.List;

/**
 * A folder in Cyrus' replication protocol.
 *
 * @param name internal name: {@code user.alice.Sent}
 * @param uniqueId what MAILBOXID shows (RFC 8474, 4)
 * @param crc over all messages, and over their annotations
 * @param acl in Cyrus' internal form
 * @param annotations of the folder itself
 */
public record CyrusSyncMailbox(
        String name,
        String uniqueId,
        long uidValidity,
        long lastUid,
        long highestModSeq,
        long crc,
        long annotationCrc,
        String partition,
        String acl,
        String options,
        List<Annotation> annotations) {

    /** The checksum of a folder without messages. */
    public static final long NO_CRC = 0;

    public static final long NO_ANNOTATION_CRC = 12345678;

    /** A value of RFC 5464 in Cyrus' internal form; {@code user} is empty if the value is shared. */
    public record Annotation(String entry, String user, String value) {}

    public CyrusSyncMailbox identified(String newUniqueId, long newUidValidity) {
        return new CyrusSyncMailbox(
                name,
                newUniqueId,
                newUidValidity,
                lastUid,
                highestModSeq,
                crc,
                annotationCrc,
                partition,
                acl,
                options,
                annotations);
    }

    public CyrusSyncMailbox grown(long newLastUid, long newHighestModSeq, long newCrc) {
        return new CyrusSyncMailbox(
                name,
                uniqueId,
                uidValidity,
                newLastUid,
                newHighestModSeq,
                newCrc,
                annotationCrc,
                partition,
                acl,
                options,
                annotations);
    }
}
