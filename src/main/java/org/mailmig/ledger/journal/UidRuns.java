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
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.ledger.internal.database.Sql;

/** Runs of consecutive UIDs in the UID mapping: a new run replaces overlapping ones and is joined with an adjacent run. */
final class UidRuns {
    private static final String SELECT = "select source_uid, target_uid, messages, ours from uid_run where folder = ?";
    private static final String INSERT =
            "insert into uid_run (folder, source_uid, target_uid, messages, ours) values (?, ?, ?, ?, ?)";

    private UidRuns() {}

    /** {@code runs} ascending by source UID. */
    static void put(Connection connection, long folder, List<UidRun> runs) throws SQLException {
        if (runs.isEmpty()) {
            return;
        }
        carveElsewhere(connection, folder, runs);
        UidRun last = runs.get(runs.size() - 1);
        boolean clear = pairings(connection, folder, runs.get(0).source(), last.source() + last.count() - 1)
                .isEmpty();
        put(connection, folder, runs.get(0));
        if (!clear) {
            for (UidRun run : runs.subList(1, runs.size())) {
                put(connection, folder, run);
            }
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (UidRun run : runs.subList(1, runs.size())) {
                Sql.set(insert, values(folder, run));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** A source message has one place: its pairings in other target folders are removed. */
    private static void carveElsewhere(Connection connection, long folder, List<UidRun> runs) throws SQLException {
        List<Long> others = query(
                connection,
                row -> row.getLong(1),
                "select o.id from folder f join folder o on o.mailbox = f.mailbox and o.source = f.source and"
                        + " o.source_uid_validity = f.source_uid_validity and o.id <> f.id where f.id = ?",
                folder);
        for (long other : others) {
            for (UidRun run : runs) {
                carve(connection, other, run.source(), run.source() + run.count() - 1);
            }
        }
    }

    /** The runs that contain any of these source UIDs, ascending. */
    private static List<UidRun> pairings(Connection connection, long folder, long first, long last)
            throws SQLException {
        List<UidRun> lying = query(
                connection,
                UidRuns::pairing,
                SELECT + " and source_uid between ? and ? order by folder, source_uid",
                folder,
                first,
                last);
        before(connection, folder, first)
                .filter(run -> run.source() + run.count() > first)
                .ifPresent(run -> lying.add(0, run));
        return lying;
    }

    /**
     * The last run that begins below this UID. Runs do not overlap, so no other run below can reach it. Ordered by the whole key: H2 then
     * walks the index backwards instead of reading everything below.
     */
    private static Optional<UidRun> before(Connection connection, long folder, long uid) throws SQLException {
        return first(
                connection,
                UidRuns::pairing,
                SELECT + " and source_uid < ? order by folder desc, source_uid desc limit 1",
                folder,
                uid);
    }

    private static Object[] values(long folder, UidRun run) {
        return new Object[] {folder, run.source(), run.target(), run.count(), run.ours()};
    }

    private static void put(Connection connection, long folder, UidRun run) throws SQLException {
        carve(connection, folder, run.source(), run.source() + run.count() - 1);
        Optional<UidRun> left = before(connection, folder, run.source());
        boolean joins = left.isPresent()
                && left.get().source() + left.get().count() == run.source()
                && left.get().target() + left.get().count() == run.target()
                && left.get().ours() == run.ours();
        if (joins) {
            update(
                    connection,
                    "update uid_run set messages = ? where folder = ? and source_uid = ?",
                    left.get().count() + run.count(),
                    folder,
                    left.get().source());
        } else {
            insert(connection, folder, run);
        }
    }

    /** From the columns source_uid, target_uid, messages, ours. */
    static UidRun pairing(ResultSet row) throws SQLException {
        return new UidRun(row.getLong(1), row.getLong(2), row.getLong(3), row.getBoolean(4));
    }

    private static void insert(Connection connection, long folder, UidRun run) throws SQLException {
        update(connection, INSERT, values(folder, run));
    }

    private static void carve(Connection connection, long folder, long first, long last) throws SQLException {
        for (UidRun old : pairings(connection, folder, first, last)) {
            update(connection, "delete from uid_run where folder = ? and source_uid = ?", folder, old.source());
            long before = first - old.source();
            if (before > 0) {
                insert(connection, folder, old.part(0, before));
            }
            long after = old.source() + old.count() - 1 - last;
            if (after > 0) {
                insert(connection, folder, old.part(old.count() - after, after));
            }
        }
    }
}
