// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Which worker holds a mailbox, and until when (milliseconds since 1970, see {@link Workers#now}). */
record Lease(String holder, long until) {
    /** From the columns holder, leased_until. */
    static Lease of(ResultSet row) throws SQLException {
        return new Lease(row.getString("holder"), row.getLong("leased_until"));
    }

    /** Returns whether another worker may take the mailbox. */
    boolean isFree(Connection connection, Workers workers) throws SQLException {
        return holder == null || until < workers.now() || workers.isGone(connection, holder);
    }
}
