// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.rows;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Which worker holds a mailbox, and until when (milliseconds since 1970, by the ledger's clock). */
public record Lease(String holder, long until) {
    /** From the columns holder, leased_until. */
    public static Lease of(ResultSet row) throws SQLException {
        return new Lease(row.getString("holder"), row.getLong("leased_until"));
    }

    /** Returns whether it has ended: another worker may take the mailbox. */
    public boolean isOver(long now) {
        return holder == null || until < now;
    }
}
