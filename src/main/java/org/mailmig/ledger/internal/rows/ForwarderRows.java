// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.rows;

import static org.mailmig.ledger.internal.database.Sql.update;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.copy.StampServer;

/** Rows of the tables {@code stamp} and {@code stamp_server}. */
public final class ForwarderRows {
    /** Continues with a condition. */
    public static final String SELECT =
            "select s.*, v.name as server_name, v.address as server_address from stamp s left"
                    + " join stamp_server v on v.mailbox = s.mailbox";

    private ForwarderRows() {}

    /** From the columns of {@link #SELECT}. */
    public static ForwarderRecord record(ResultSet row) throws SQLException {
        return new ForwarderRecord(
                row.getLong("mailbox"),
                row.getString("wave"),
                row.getString("account"),
                row.getString("dn"),
                row.getString("attribute"),
                row.getString("value_text"),
                ForwarderRecord.State.valueOf(row.getString("state")),
                row.getBoolean("adopted"),
                Instant.ofEpochMilli(row.getLong("since")),
                row.getString("replaced"),
                row.getBoolean("restored"),
                WaveRows.instant(row, "cleared"),
                server(row));
    }

    private static StampServer server(ResultSet row) throws SQLException {
        String address = row.getString("server_address");
        return address == null ? null : new StampServer(row.getString("server_name"), address);
    }

    /** Records on which server the stamp of a mailbox is set. @param server {@code null} if unknown */
    public static void server(Connection connection, long mailbox, StampServer server) throws SQLException {
        update(connection, "delete from stamp_server where mailbox = ?", mailbox);
        if (server != null) {
            update(
                    connection,
                    "insert into stamp_server (mailbox, name, address) values (?, ?, ?)",
                    mailbox,
                    server.name(),
                    server.address());
        }
    }
}
