// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.journal;

import static org.mailmig.ledger.internal.database.Sql.first;
import static org.mailmig.ledger.internal.database.Sql.query;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.util.List;
import java.util.Map;
import org.mailmig.Account;
import org.mailmig.ledger.copy.FlagRun;
import org.mailmig.ledger.copy.GapFiller;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.internal.database.Sql;
import org.mailmig.ledger.tables.Workers;

/** The journal of APPENDs: recorded before each is sent, settled with its result. Thread-safe. */
public final class CopyJournal {
    private final Database database;
    private final FencedWrites writes;

    public CopyJournal(Database database, Workers workers) {
        this.database = database;
        this.writes = new FencedWrites(database, workers);
    }

    /** Records an APPEND before it is sent. */
    public PendingAppend intend(Account account, long folder, String sourceUids, long targetUidNext) {
        return writes.write(
                account,
                connection -> new PendingAppend(
                        Sql.insert(
                                connection,
                                "insert into intent (folder, source_uids, target_uid_next, looked) values (?, ?, ?,"
                                        + " false)",
                                folder,
                                sourceUids,
                                targetUidNext),
                        folder,
                        sourceUids,
                        targetUidNext,
                        false));
    }

    /** Like {@link #intend}, for an APPEND that includes placeholders. */
    public PendingAppend intend(
            Account account, long folder, String sourceUids, long targetUidNext, String placeholders, String token) {
        return writes.write(account, connection -> {
            long id = Sql.insert(
                    connection,
                    "insert into intent (folder, source_uids, target_uid_next, looked) values (?, ?, ?, false)",
                    folder,
                    sourceUids,
                    targetUidNext);
            update(
                    connection,
                    "insert into placeholder (intent, folder, uids, token, confirmed) values (?, ?, ?, ?, ?)",
                    id,
                    folder,
                    placeholders,
                    token,
                    false);
            return new PendingAppend(id, folder, sourceUids, targetUidNext, false);
        });
    }

    /** The placeholders of an APPEND have exactly these UIDs. */
    public void placed(Account account, long intent, String placeholders) {
        writes.write(
                account,
                connection -> update(
                        connection,
                        "update placeholder set uids = ?, confirmed = ? where intent = ?",
                        placeholders,
                        true,
                        intent));
    }

    /** Placeholders that the target folder may still contain. */
    public List<GapFiller> placeholders(long folder) {
        return database.tx(connection -> query(
                connection,
                row -> new GapFiller(row.getLong(1), row.getString(2), row.getString(3), row.getBoolean(4)),
                "select intent, uids, token, confirmed from placeholder where folder = ? order by intent",
                folder));
    }

    /** Deletes the records of removed placeholders; those of an APPEND in doubt are kept, since they may be stored late. */
    public void placeholdersGone(Account account, long folder) {
        writes.write(
                account,
                connection -> update(
                        connection,
                        "delete from placeholder where folder = ? and intent not in (select id from intent where folder = ?)",
                        folder,
                        folder));
    }

    /**
     * The APPEND's messages are in the target at these UIDs; the pending APPEND is settled in the same transaction.
     *
     * @param atRisk source UIDs of messages that the target may store altered, with the risk of each
     */
    public void landed(
            Account account, PendingAppend intent, List<UidRun> runs, List<FlagRun> flags, Map<Long, Integer> atRisk) {
        writes.write(account, connection -> {
            update(connection, "delete from intent where id = ?", intent.id());
            UidMappings.pair(connection, intent.folder(), runs, flags);
            UidMappings.risk(connection, intent.folder(), atRisk);
            return null;
        });
    }

    /** The APPEND stored nothing, or what it stored is dealt with: nothing remains in doubt. */
    public void dropped(Account account, PendingAppend intent) {
        writes.write(account, connection -> update(connection, "delete from intent where id = ?", intent.id()));
    }

    /**
     * The target was searched for an APPEND in doubt, with this result. The record is kept until a second look: messages may be stored
     * late.
     */
    public void looked(
            Account account, PendingAppend intent, List<UidRun> runs, List<FlagRun> flags, Map<Long, Integer> atRisk) {
        writes.write(account, connection -> {
            update(connection, "update intent set looked = true where id = ?", intent.id());
            UidMappings.pair(connection, intent.folder(), runs, flags);
            UidMappings.risk(connection, intent.folder(), atRisk);
            return null;
        });
    }

    /** Returns whether this pending APPEND is still recorded. Used by a worker that lost its lease. */
    public boolean isRecorded(PendingAppend intent) {
        return database.tx(connection -> first(connection, row -> 1, "select 1 from intent where id = ?", intent.id())
                .isPresent());
    }

    /** APPENDs whose result is unknown, and those that wait for a second look. */
    public List<PendingAppend> doubts(long folder) {
        return database.tx(connection -> query(
                connection,
                row -> new PendingAppend(row.getLong(1), folder, row.getString(2), row.getLong(3), row.getBoolean(4)),
                "select id, source_uids, target_uid_next, looked from intent where folder = ? order by id",
                folder));
    }
}
