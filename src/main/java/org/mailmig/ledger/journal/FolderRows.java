// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.journal;

import static org.mailmig.ledger.internal.database.Sql.first;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.mailmig.Account;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.internal.database.Sql;

/** Finds, inserts and reads rows of the table {@code folder}. */
final class FolderRows {
    private FolderRows() {}

    /** The row of exactly these two folders (both names and both UIDVALIDITYs); inserts it if there is none. */
    static FolderState open(
            Connection connection,
            Account account,
            String source,
            long sourceUidValidity,
            String sourceMailboxId,
            String target,
            long targetUidValidity)
            throws SQLException {
        Optional<FolderState> known = first(
                connection,
                FolderRows::state,
                "select * from folder where mailbox = ? and source = ? and source_uid_validity = ? and target = ? and"
                        + " target_uid_validity = ?",
                account.getMailbox(),
                source,
                sourceUidValidity,
                target,
                targetUidValidity);
        if (known.isPresent()) {
            return known.get();
        }
        long id = Sql.insert(
                connection,
                "insert into folder (mailbox, source, source_uid_validity, source_mailbox_id, target, target_uid_validity,"
                        + " source_messages, source_uid_next, source_mod_seq, target_messages, target_uid_next,"
                        + " target_mod_seq, gone_at_source, gone_at_target) values (?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, '', 0)",
                account.getMailbox(),
                source,
                sourceUidValidity,
                sourceMailboxId,
                target,
                targetUidValidity);
        return new FolderState(
                id,
                account.getMailbox(),
                source,
                sourceUidValidity,
                sourceMailboxId,
                target,
                targetUidValidity,
                0,
                0,
                0,
                0,
                0,
                0,
                "",
                0);
    }

    static FolderState state(ResultSet row) throws SQLException {
        return new FolderState(
                row.getLong("id"),
                row.getLong("mailbox"),
                row.getString("source"),
                row.getLong("source_uid_validity"),
                row.getString("source_mailbox_id"),
                row.getString("target"),
                row.getLong("target_uid_validity"),
                row.getLong("source_messages"),
                row.getLong("source_uid_next"),
                row.getLong("source_mod_seq"),
                row.getLong("target_messages"),
                row.getLong("target_uid_next"),
                row.getLong("target_mod_seq"),
                row.getString("gone_at_source"),
                row.getLong("gone_at_target"));
    }
}
