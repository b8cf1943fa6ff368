// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.rows;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.mailmig.ForwarderState;
import org.mailmig.Outcome;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.internal.database.Sql;

/** What the ledger knows of a pair of mailboxes; {@code id} is 0 if it knows nothing. */
public record KnownMailbox(
        long id,
        String openWave,
        Outcome lastOutcome,
        boolean fellBack,
        boolean pastClear,
        ForwarderRecord.State stamp,
        boolean restored) {
    /** Its parameters are the columns of a {@link MailboxPair}. */
    public static final String SELECT =
            "select id, open_wave, last_outcome, fell_back, past_clear, stamp.state, stamp.restored"
                    + " from mailbox left join stamp on stamp.mailbox = mailbox.id where source_server = ? and source_user = ? and target_server = ? and target_user = ?";

    private static final KnownMailbox NONE = new KnownMailbox(0, null, null, false, false, null, false);

    /** An operator has since rolled it back to the source: it has to be migrated again. */
    public boolean isRolledBack() {
        return restored && stamp != ForwarderRecord.State.CLEARED;
    }

    public boolean isDone() {
        return lastOutcome == Outcome.DONE && !isRolledBack();
    }

    /** The forwarder's state in the last report, which the sweep uses. */
    public ForwarderState forwarder() {
        if (stamp != null && stamp != ForwarderRecord.State.CLEARED) {
            return ForwarderState.KEPT;
        }
        return stamp != null && pastClear ? ForwarderState.CLEARED : ForwarderState.NONE;
    }

    /** @param find the statement {@link #SELECT} */
    public static KnownMailbox find(PreparedStatement find, MailboxPair pair) throws SQLException {
        Sql.set(find, pair.columns());
        try (ResultSet found = find.executeQuery()) {
            return found.next()
                    ? new KnownMailbox(
                            found.getLong(1),
                            found.getString(2),
                            value(Outcome.class, found.getString(3)),
                            found.getBoolean(4),
                            found.getBoolean(5),
                            value(ForwarderRecord.State.class, found.getString(6)),
                            found.getBoolean(7))
                    : NONE;
        }
    }

    private static <E extends Enum<E>> E value(Class<E> type, String name) {
        return name == null ? null : Enum.valueOf(type, name);
    }
}
