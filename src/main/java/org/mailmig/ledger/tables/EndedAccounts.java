// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Sql.query;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.ledger.internal.rows.AccountRows;
import org.mailmig.ledger.internal.rows.Json;
import org.mailmig.ledger.internal.rows.WaveLocks;

/** Accounts that have ended: those that are not DONE can be retried. */
final class EndedAccounts {
    private EndedAccounts() {}

    /** As {@link AccountQueue#retry}, within a transaction. The wave of a retried account is open again. */
    static int retry(Connection connection, String wave, String account) throws SQLException {
        int retried = 0;
        WaveLocks.lockAll(connection);
        WaveLocks.lock(connection, wave);
        List<Account> ended = query(
                connection,
                AccountRows::account,
                AccountRows.SELECT
                        + "where a.wave = ? and a.state = 'ENDED' and a.outcome <> 'DONE' and m.open_wave is null",
                wave);
        for (Account one : ended) {
            if (account == null || account.equals(one.getAccount())) {
                AccountResult result = AccountResult.continuing(one.getResult().fellBack, one.getResult().forwarder);
                update(
                        connection,
                        "update account set state = 'WAITING', outcome = null, not_before = null, result_json = ?"
                                + " where wave = ? and account = ?",
                        Json.write(result),
                        wave,
                        one.getAccount());
                update(connection, "update mailbox set open_wave = ? where id = ?", wave, one.getMailbox());
                retried++;
            }
        }
        if (retried > 0) {
            update(connection, "update wave set ended = null, outcome = null where id = ?", wave);
        }
        return retried;
    }
}
