// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.journal;

import static org.mailmig.ledger.internal.database.Sql.first;
import static org.mailmig.ledger.internal.database.Sql.query;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.mailmig.ledger.copy.FlagRun;
import org.mailmig.ledger.internal.database.Sql;

/** Runs of consecutive UIDs with the same flags: a new run replaces overlapping ones and is joined with an adjacent run. */
final class FlagRuns {
    private static final String SELECT = "select first_uid, last_uid, flags from flag_run where folder = ?";
    private static final String INSERT =
            "insert into flag_run (folder, first_uid, last_uid, flags) values (?, ?, ?, ?)";

    private FlagRuns() {}

    /** {@code runs} ascending by UID. */
    static void put(Connection connection, long folder, List<FlagRun> runs) throws SQLException {
        if (runs.isEmpty()) {
            return;
        }
        boolean clear = flags(
                        connection,
                        folder,
                        runs.get(0).first(),
                        runs.get(runs.size() - 1).last())
                .isEmpty();
        put(connection, folder, runs.get(0));
        if (!clear) {
            for (FlagRun run : runs.subList(1, runs.size())) {
                put(connection, folder, run);
            }
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (FlagRun run : runs.subList(1, runs.size())) {
                Sql.set(insert, values(folder, run));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static List<FlagRun> flags(Connection connection, long folder, long first, long last) throws SQLException {
        List<FlagRun> lying = query(
                connection,
                FlagRuns::flags,
                SELECT + " and first_uid between ? and ? order by folder, first_uid",
                folder,
                first,
                last);
        before(connection, folder, first).filter(run -> run.last() >= first).ifPresent(run -> lying.add(0, run));
        return lying;
    }

    private static Optional<FlagRun> before(Connection connection, long folder, long uid) throws SQLException {
        return first(
                connection,
                FlagRuns::flags,
                SELECT + " and first_uid < ? order by folder desc, first_uid desc limit 1",
                folder,
                uid);
    }

    private static Object[] values(long folder, FlagRun run) {
        return new Object[] {folder, run.first(), run.last(), run.flags()};
    }

    /** From the columns first_uid, last_uid, flags. */
    static FlagRun flags(ResultSet row) throws SQLException {
        return new FlagRun(row.getLong(1), row.getLong(2), row.getString(3));
    }

    private static void put(Connection connection, long folder, FlagRun run) throws SQLException {
        carve(connection, folder, run.first(), run.last());
        Optional<FlagRun> left = before(connection, folder, run.first());
        boolean joins = left.isPresent()
                && left.get().last() + 1 == run.first()
                && left.get().flags().equals(run.flags());
        if (joins) {
            update(
                    connection,
                    "update flag_run set last_uid = ? where folder = ? and first_uid = ?",
                    run.last(),
                    folder,
                    left.get().first());
        } else {
            insert(connection, folder, run);
        }
    }

    private static void insert(Connection connection, long folder, FlagRun run) throws SQLException {
        update(connection, INSERT, values(folder, run));
    }

    private static void carve(Connection connection, long folder, long first, long last) throws SQLException {
        for (FlagRun old : flags(connection, folder, first, last)) {
            update(connection, "delete from flag_run where folder = ? and first_uid = ?", folder, old.first());
            if (old.first() < first) {
                insert(connection, folder, new FlagRun(old.first(), first - 1, old.flags()));
            }
            if (old.last() > last) {
                insert(connection, folder, new FlagRun(last + 1, old.last(), old.flags()));
            }
        }
    }
}
