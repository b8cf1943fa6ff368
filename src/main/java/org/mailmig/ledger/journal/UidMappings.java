// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.journal;

import static org.mailmig.ledger.internal.database.Sql.query;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.mailmig.Account;
import org.mailmig.ledger.copy.FlagRun;
import org.mailmig.ledger.copy.UidMapRow;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.tables.Workers;

/** Which target UID each source UID was copied to, the flags and the risks of these messages. Thread-safe. */
public final class UidMappings {
    private final Database database;
    private final FencedWrites writes;

    public UidMappings(Database database, Workers workers) {
        this.database = database;
        this.writes = new FencedWrites(database, workers);
    }

    /** The target UID of each message of the wave's mailboxes, in the order of accounts, folders and source UIDs. */
    public void moved(String wave, Consumer<UidMapRow> each) {
        database.tx(connection -> query(
                connection,
                row -> {
                    each.accept(new UidMapRow(
                            row.getString("account"),
                            FolderRows.state(row),
                            new UidRun(
                                    row.getLong("source_uid"),
                                    row.getLong("target_uid"),
                                    row.getLong("run_messages"),
                                    row.getBoolean("ours"))));
                    return true;
                },
                "select a.account, f.*, r.source_uid, r.target_uid, r.messages run_messages, r.ours from account a"
                        + " join folder f on f.mailbox = a.mailbox join uid_run r on r.folder = f.id"
                        + " where a.wave = ? order by a.line, a.account, f.id, r.source_uid",
                wave));
    }

    /** Ascending by source UID, adjacent runs joined. */
    public List<UidRun> pairings(long folder) {
        return database.tx(connection -> query(
                connection,
                UidRuns::pairing,
                "select source_uid, target_uid, messages, ours from uid_run where folder = ? order by source_uid",
                folder));
    }

    /** The {@link #pairings} of all folders of a mailbox in one query, by folder; folders without pairings are missing. */
    public Map<Long, List<UidRun>> pairingsOf(long mailbox) {
        Map<Long, List<UidRun>> runs = new HashMap<>();
        database.tx(connection -> query(
                connection,
                row -> runs.computeIfAbsent(row.getLong(5), folder -> new ArrayList<>())
                        .add(UidRuns.pairing(row)),
                "select r.source_uid, r.target_uid, r.messages, r.ours, r.folder from uid_run r join folder f on f.id ="
                        + " r.folder where f.mailbox = ? order by r.folder, r.source_uid",
                mailbox));
        return runs;
    }

    /** The source's flags as of our last pass, ascending by source UID. */
    public List<FlagRun> flags(long folder) {
        return database.tx(connection -> query(
                connection,
                FlagRuns::flags,
                "select first_uid, last_uid, flags from flag_run where folder = ? order by first_uid",
                folder));
    }

    /** The risks of messages that no verify has read back yet, by source UID. */
    public Map<Long, Integer> atRisk(long folder) {
        Map<Long, Integer> atRisk = new HashMap<>();
        database.tx(connection -> query(
                connection,
                row -> atRisk.put(row.getLong(1), row.getInt(2)),
                "select source_uid, kinds from at_risk where folder = ?",
                folder));
        return atRisk;
    }

    /** The target was rolled back, or a folder was recreated: pairings and flags are no longer valid. */
    public void forget(Account account, long folder) {
        writes.write(account, connection -> {
            update(connection, "delete from flag_run where folder = ?", folder);
            update(connection, "delete from at_risk where folder = ?", folder);
            return update(connection, "delete from uid_run where folder = ?", folder);
        });
    }

    /**
     * Pairs messages that were found in the target by identity; earlier pairings of the same source UIDs are removed, in all target
     * folders.
     */
    public void paired(Account account, long folder, List<UidRun> runs, List<FlagRun> flags) {
        writes.write(account, connection -> {
            pair(connection, folder, runs, flags);
            return null;
        });
    }

    /** Replaces the recorded flags of the UIDs in {@code flags}. */
    public void flags(Account account, long folder, List<FlagRun> flags) {
        writes.write(account, connection -> {
            FlagRuns.put(connection, folder, flags);
            return null;
        });
    }

    static void pair(Connection connection, long folder, List<UidRun> runs, List<FlagRun> flags) throws SQLException {
        UidRuns.put(connection, folder, runs);
        FlagRuns.put(connection, folder, flags);
    }

    /** Replaces the recorded risks of these source UIDs. */
    static void risk(Connection connection, long folder, Map<Long, Integer> atRisk) throws SQLException {
        for (Map.Entry<Long, Integer> each : atRisk.entrySet()) {
            update(connection, "delete from at_risk where folder = ? and source_uid = ?", folder, each.getKey());
            update(
                    connection,
                    "insert into at_risk (folder, source_uid, kinds) values (?, ?, ?)",
                    folder,
                    each.getKey(),
                    each.getValue());
        }
    }
}
