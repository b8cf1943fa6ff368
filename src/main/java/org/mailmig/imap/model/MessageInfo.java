// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.model;

import java.time.OffsetDateTime;
import java.util.List;
import org.mailmig.imap.text.UidSet;

/**
 * What FETCH returns of a message without its text.
 *
 * @param uid UID
 * @param flags system flags and keywords, without {@code \Recent}
 * @param internalDate INTERNALDATE with the zone that the server gave; {@code null} if missing or invalid
 * @param size RFC822.SIZE in bytes: only a hint, the literal's length is exact
 * @param modSeq MODSEQ (RFC 7162), 0 if not offered
 */
public record MessageInfo(long uid, Flags flags, OffsetDateTime internalDate, long size, long modSeq) {
    /** Returns the same message with another INTERNALDATE. */
    public MessageInfo at(OffsetDateTime date) {
        return new MessageInfo(uid, flags, date, size, modSeq);
    }

    /** Returns the UIDs of these messages. */
    public static UidSet uids(List<MessageInfo> messages) {
        return UidSet.of(messages.stream().map(MessageInfo::uid).toList());
    }
}
