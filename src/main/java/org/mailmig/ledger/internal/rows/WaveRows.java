// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.rows;

import static org.mailmig.ledger.internal.database.Sql.first;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.mailmig.Outcome;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.ledger.wave.WaveName;

/** Rows of the table {@code wave}. */
public final class WaveRows {
    private WaveRows() {}

    public static Wave wave(ResultSet row) throws SQLException {
        String outcome = row.getString("outcome");
        return new Wave(
                row.getString("id"),
                row.getString("name"),
                row.getString("sha256"),
                Instant.ofEpochMilli(row.getLong("began")),
                instant(row, "ended"),
                outcome == null ? null : Outcome.valueOf(outcome));
    }

    /** A column in milliseconds since 1970; {@code null} if it has no value. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    /** Returns whether a mailbox of this content, in any of its waves, has not yet ended successfully. */
    public static boolean isUnfinished(Connection connection, String sha256) throws SQLException {
        return first(
                        connection,
                        row -> 1,
                        "select 1 from wave w join account a on a.wave = w.id join mailbox m on m.id = a.mailbox"
                                + " where w.sha256 = ? and (m.last_outcome is null or m.last_outcome <> 'DONE') limit 1",
                        sha256)
                .isPresent();
    }

    /** An id that no wave has, made from the name of its file. */
    public static String freeId(Connection connection, String name) throws SQLException {
        String base = WaveName.of(name);
        long number = first(connection, row -> row.getLong(1), "select count(*) from wave")
                        .orElse(0L)
                + 1;
        while (first(connection, row -> 1, "select 1 from wave where id = ?", base + "-" + number)
                .isPresent()) {
            number++;
        }
        return base + "-" + number;
    }
}
