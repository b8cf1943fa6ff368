// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

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
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.ledger.internal.database.Sql;

/** Runs of consecutive UIDs in SQL: a new run replaces overlapping ones and is joined with an adjacent run. */
final class UidRuns {
    private static final String PAIRINGS =
            "select source_uid, target_uid, messages, ours from uid_run where folder = ?";
    private static final String FLAGS = "select first_uid, last_uid, flags from flag_run where folder = ?";
    private static final String INSERT_PAIRING =
            "insert into uid_run (folder, source_uid, target_uid, messages, ours) values (?, ?, ?, ?, ?)";
    private static final String INSERT_FLAGS =
            "insert into flag_run (folder, first_uid, last_uid, flags) values (?, ?, ?, ?)";

    private UidRuns() {}

    /** {@code runs} ascending by source UID. */
    static void putPairings(Connection connection, long folder, List<UidRun> runs) throws SQLException {
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
        try (PreparedStatement insert = connection.prepareStatement(INSERT_PAIRING)) {
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
                carvePairings(connection, other, run.source(), run.source() + run.count() - 1);
            }
        }
    }

    /** {@code runs} ascending by UID. */
    static void putFlags(Connection connection, long folder, List<FlagRun> runs) throws SQLException {
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
        try (PreparedStatement insert = connection.prepareStatement(INSERT_FLAGS)) {
            for (FlagRun run : runs.subList(1, runs.size())) {
                Sql.set(insert, values(folder, run));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** The runs that contain any of these source UIDs, ascending. */
    private static List<UidRun> pairings(Connection connection, long folder, long first, long last)
            throws SQLException {
        List<UidRun> lying = query(
                connection,
                UidRuns::pairing,
                PAIRINGS + " and source_uid between ? and ? order by folder, source_uid",
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
                PAIRINGS + " and source_uid < ? order by folder desc, source_uid desc limit 1",
                folder,
                uid);
    }

    private static List<FlagRun> flags(Connection connection, long folder, long first, long last) throws SQLException {
        List<FlagRun> lying = query(
                connection,
                UidRuns::flags,
                FLAGS + " and first_uid between ? and ? order by folder, first_uid",
                folder,
                first,
                last);
        flagsBefore(connection, folder, first)
                .filter(run -> run.last() >= first)
                .ifPresent(run -> lying.add(0, run));
        return lying;
    }

    private static Optional<FlagRun> flagsBefore(Connection connection, long folder, long uid) throws SQLException {
        return first(
                connection,
                UidRuns::flags,
                FLAGS + " and first_uid < ? order by folder desc, first_uid desc limit 1",
                folder,
                uid);
    }

    private static Object[] values(long folder, UidRun run) {
        return new Object[] {folder, run.source(), run.target(), run.count(), run.ours()};
    }

    private static Object[] values(long folder, FlagRun run) {
        return new Object[] {folder, run.first(), run.last(), run.flags()};
    }

    private static void put(Connection connection, long folder, UidRun run) throws SQLException {
        carvePairings(connection, folder, run.source(), run.source() + run.count() - 1);
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

    /** From the columns first_uid, last_uid, flags. */
    static FlagRun flags(ResultSet row) throws SQLException {
        return new FlagRun(row.getLong(1), row.getLong(2), row.getString(3));
    }

    private static void insert(Connection connection, long folder, UidRun run) throws SQLException {
        update(connection, INSERT_PAIRING, values(folder, run));
    }

    private static void carvePairings(Connection connection, long folder, long first, long last) throws SQLException {
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

    private static void put(Connection connection, long folder, FlagRun run) throws SQLException {
        carveFlags(connection, folder, run.first(), run.last());
        Optional<FlagRun> left = flagsBefore(connection, folder, run.first());
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
        update(connection, INSERT_FLAGS, values(folder, run));
    }

    private static void carveFlags(Connection connection, long folder, long first, long last) throws SQLException {
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
