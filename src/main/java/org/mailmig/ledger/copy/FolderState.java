// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.copy;

/**
 * A source folder and its target folder after the last finished pass (counters are 0 before that).
 *
 * @param id its number
 * @param mailbox {@link org.mailmig.Account#getMailbox}
 * @param source raw name at the source
 * @param sourceUidValidity UIDVALIDITY at the source
 * @param sourceMailboxId MAILBOXID at the source (RFC 8474, 4); empty if it has none
 * @param target raw name at the target
 * @param targetUidValidity UIDVALIDITY at the target
 * @param goneAtSource target UIDs (a sequence-set, or empty) of paired messages that the source no longer had
 * @param goneAtTarget how many paired messages the target no longer had
 */
public record FolderState(
        long id,
        long mailbox,
        String source,
        long sourceUidValidity,
        String sourceMailboxId,
        String target,
        long targetUidValidity,
        long sourceMessages,
        long sourceUidNext,
        long sourceModSeq,
        long targetMessages,
        long targetUidNext,
        long targetModSeq,
        String goneAtSource,
        long goneAtTarget) {}
