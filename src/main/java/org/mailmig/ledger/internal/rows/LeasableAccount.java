// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.rows;

import static org.mailmig.ledger.internal.database.Sql.first;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.mailmig.Account;
import org.mailmig.ledger.wave.AccountState;

/**
 * An account that a worker asks for, with what decides whether it gets it.
 *
 * @param notBefore when it may be taken, in milliseconds since 1970; 0: at any time
 * @param knownBy the process that alone knows the row's password; {@code null} if the ledger has it
 */
public record LeasableAccount(
        Account account, AccountState.State state, long notBefore, Lease lease, long fence, String knownBy) {
    public static Optional<LeasableAccount> find(Connection connection, String wave, String account)
            throws SQLException {
        return first(
                connection,
                row -> new LeasableAccount(
                        AccountRows.account(row),
                        AccountState.State.valueOf(row.getString("state")),
                        row.getLong("not_before"),
                        Lease.of(row),
                        row.getLong("fence"),
                        row.getString("known_by")),
                "select a.*, m.step, m.holder, m.leased_until, m.fence from account a join mailbox m on m.id ="
                        + " a.mailbox where a.wave = ? and a.account = ?",
                wave,
                account);
    }

    /** Returns whether it has not ended and is not parked. */
    public boolean isDue(long now) {
        return state != AccountState.State.ENDED && state != AccountState.State.SYNCED && notBefore <= now;
    }
}
