// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.rows;

import static org.mailmig.ledger.internal.database.Sql.first;
import static org.mailmig.ledger.internal.database.Sql.query;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailmig.ledger.wave.AccountState;

/** An account that may be put on the queue: it waits, or a process that may be gone has queued or taken it. */
public record QueueCandidate(
        String wave, String account, AccountState.State state, String queuedBy, long mailbox, long fence, Lease lease) {
    /** In the order of the index account_state, so that a large wave is neither read nor sorted as a whole. */
    public static final String WAITING = "select wave, account from account where state = 'WAITING'"
            + " and (not_before is null or not_before <= ?) and (known_by is null or known_by = ?)"
            + " order by state, wave, line limit ";

    private static final String SELECT =
            "select a.wave, a.account, a.state, a.queued_by, a.mailbox, m.fence, m.holder, m.leased_until"
                    + " from account a join mailbox m on m.id = a.mailbox where ";

    /** Up to {@code most} that wait now; if there are fewer, also those that other processes than {@code self} have queued or taken. */
    public static List<QueueCandidate> list(Connection connection, long now, String self, int most)
            throws SQLException {
        List<QueueCandidate> found = query(
                connection,
                row -> new QueueCandidate(
                        row.getString(1), row.getString(2), AccountState.State.WAITING, null, 0, 0, null),
                WAITING + most,
                now,
                self);
        if (found.size() < most) {
            found = new ArrayList<>(found);
            found.addAll(query(
                    connection,
                    QueueCandidate::of,
                    SELECT + "a.state = 'QUEUED' and a.queued_by <> ? limit " + most,
                    self));
            found.addAll(query(
                    connection,
                    QueueCandidate::of,
                    SELECT + "a.state = 'RUNNING' and (m.holder is null or m.holder <> ?) limit " + most,
                    self));
        }
        return found;
    }

    public static Optional<QueueCandidate> find(Connection connection, String wave, String account)
            throws SQLException {
        return first(connection, QueueCandidate::of, SELECT + "a.wave = ? and a.account = ?", wave, account);
    }

    private static QueueCandidate of(ResultSet row) throws SQLException {
        return new QueueCandidate(
                row.getString("wave"),
                row.getString("account"),
                AccountState.State.valueOf(row.getString("state")),
                row.getString("queued_by"),
                row.getLong("mailbox"),
                row.getLong("fence"),
                Lease.of(row));
    }
}
