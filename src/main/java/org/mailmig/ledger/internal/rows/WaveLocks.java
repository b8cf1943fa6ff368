// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.rows;

import static org.mailmig.ledger.internal.database.Sql.query;

import java.sql.Connection;
import java.sql.SQLException;

/** Locks that last until the end of the transaction. */
public final class WaveLocks {
    /** H2's, after its LOCK_TIMEOUT of 20 s. */
    private static final String LOCK_TIMEOUT = "HYT00";

    private static final int MOST_LOCK_TIMEOUTS = 15;

    private WaveLocks() {}

    /** Serialises the transactions that assign mailboxes to waves: two that see a mailbox free would both take it. */
    public static void lockAll(Connection connection) throws SQLException {
        for (int patience = 1; ; patience++) {
            try {
                query(connection, row -> 1, "select version from schema_version for update");
                return;
            } catch (SQLException e) {
                if (!LOCK_TIMEOUT.equals(e.getSQLState()) || patience == MOST_LOCK_TIMEOUTS) {
                    throw e; // a million rows take a minute or two
                }
            }
        }
    }

    /** Keeps the wave from being ended or reopened in the meantime. */
    public static void lock(Connection connection, String wave) throws SQLException {
        query(connection, row -> 1, "select id from wave where id = ? for update", wave);
    }
}
