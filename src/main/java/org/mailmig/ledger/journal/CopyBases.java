// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.journal;

import static org.mailmig.ledger.internal.database.Sql.first;
import static org.mailmig.ledger.internal.database.Sql.query;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.mailmig.Account;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.tables.Workers;

/**
 * The first target UID of a folder that was written in an account's wave. A killed process loses its own count of written messages; since
 * UIDs of a folder only grow (RFC 9051, 2.3.1.1), this number and the pairings restore it.
 */
public final class CopyBases {
    private final Database database;
    private final Workers workers;

    public CopyBases(Database database, Workers workers) {
        this.database = database;
        this.workers = workers;
    }

    static void begin(Connection connection, Account account, long folder, long targetUidNext) throws SQLException {
        boolean known = first(
                        connection,
                        row -> 1,
                        "select 1 from copy_base where wave = ? and account = ? and folder = ?",
                        account.getWave(),
                        account.getAccount(),
                        folder)
                .isPresent();
        if (!known) {
            update(
                    connection,
                    "insert into copy_base (wave, account, folder, target_uid_next) values (?, ?, ?, ?)",
                    account.getWave(),
                    account.getAccount(),
                    folder,
                    targetUidNext);
        }
    }

    /** The target folder was rolled back: it assigns UIDs from this one again. */
    public void lower(Account account, long folder, long targetUidNext) {
        database.tx(connection -> {
            workers.check(connection, account);
            return update(
                    connection,
                    "update copy_base set target_uid_next = ? where wave = ? and account = ? and folder = ? and"
                            + " target_uid_next > ?",
                    targetUidNext,
                    account.getWave(),
                    account.getAccount(),
                    folder,
                    targetUidNext);
        });
    }

    /** By id of the folder's state. */
    public Map<Long, Long> of(Account account) {
        Map<Long, Long> bases = new HashMap<>();
        database.tx(connection -> query(
                connection,
                row -> bases.put(row.getLong(1), row.getLong(2)),
                "select folder, target_uid_next from copy_base where wave = ? and account = ?",
                account.getWave(),
                account.getAccount()));
        return bases;
    }
}
