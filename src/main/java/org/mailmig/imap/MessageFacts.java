// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap;

import java.time.OffsetDateTime;
import java.util.List;

/**
 * What FETCH tells of a message without its text.
 *
 * @param uid UID
 * @param flags system flags and keywords, without {@code \Recent}
 * @param internalDate INTERNALDATE with the zone that the server gave; {@code null} where it gave none or nonsense
 * @param size RFC822.SIZE in octets: a hint, the literal's length is the truth
 * @param modSeq MODSEQ (RFC 7162), 0 where not offered
 */
public record MessageFacts(long uid, Flags flags, OffsetDateTime internalDate, long size, long modSeq) {
    /** The same message with another INTERNALDATE. */
    public MessageFacts at(OffsetDateTime date) {
        return new MessageFacts(uid, flags, date, size, modSeq);
    }

    /** The UIDs of these messages. */
    public static UidSet uids(List<MessageFacts> messages) {
        return UidSet.of(messages.stream().map(MessageFacts::uid).toList());
    }
}
