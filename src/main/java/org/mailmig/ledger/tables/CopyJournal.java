// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Sql.first;
import static org.mailmig.ledger.internal.database.Sql.query;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.mailmig.Account;
import org.mailmig.ledger.copy.FlagRun;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.copy.GapFiller;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.ledger.copy.UidMapRow;
import org.mailmig.ledger.copy.UidRun;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.internal.database.Sql;

/**
 * Folders, pairings, flags and the journal of APPENDs. Every write is a transaction that first checks the account's fence ({@link
 * org.mailmig.error.LeaseLostException}), and is durable when the method returns.
 */
public final class CopyJournal {
    /** The progress of a clone of this pair of mailboxes, over all waves. */
    public enum CloneState {
        NONE,
        BEGUN,
        FINISHED
    }

    private final Database database;
    private final Workers workers;

    public CopyJournal(Database database, Workers workers) {
        this.database = database;
        this.workers = workers;
    }

    public CloneState cloneState(long mailbox) {
        return database.tx(connection -> first(
                        connection,
                        row -> CloneState.valueOf(row.getString(1)),
                        "select clone_state from mailbox where id = ?",
                        mailbox)
                .orElse(CloneState.NONE));
    }

    public void cloneState(Account account, CloneState state) {
        write(
                account,
                connection -> update(
                        connection,
                        "update mailbox set clone_state = ? where id = ?",
                        state.name(),
                        account.getMailbox()));
    }

    public List<FolderState> folders(long mailbox) {
        return database.tx(connection ->
                query(connection, CopyJournal::folder, "select * from folder where mailbox = ? order by id", mailbox));
    }

    /** Like {@link #open}, for a source without MAILBOXID. */
    public FolderState open(
            Account account, String source, long sourceUidValidity, String target, long targetUidValidity) {
        return open(account, source, sourceUidValidity, "", target, targetUidValidity);
    }

    /**
     * Returns the state of exactly these two folders (both names and both UIDVALIDITYs), creating it if there is none.
     *
     * @param sourceMailboxId MAILBOXID of the source folder, by which a later pass recognises it after a rename; may be empty
     */
    public FolderState open(
            Account account,
            String source,
            long sourceUidValidity,
            String sourceMailboxId,
            String target,
            long targetUidValidity) {
        return write(
                account,
                connection -> open(
                        connection, account, source, sourceUidValidity, sourceMailboxId, target, targetUidValidity));
    }

    private static FolderState open(
            Connection connection,
            Account account,
            String source,
            long sourceUidValidity,
            String sourceMailboxId,
            String target,
            long targetUidValidity)
            throws SQLException {
        Optional<FolderState> known = first(
                connection,
                CopyJournal::folder,
                "select * from folder where mailbox = ? and source = ? and source_uid_validity = ? and target = ? and"
                        + " target_uid_validity = ?",
                account.getMailbox(),
                source,
                sourceUidValidity,
                target,
                targetUidValidity);
        if (known.isPresent()) {
            return known.get();
        }
        long id = Sql.insert(
                connection,
                "insert into folder (mailbox, source, source_uid_validity, source_mailbox_id, target, target_uid_validity,"
                        + " source_messages, source_uid_next, source_mod_seq, target_messages, target_uid_next,"
                        + " target_mod_seq, gone_at_source, gone_at_target) values (?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, '', 0)",
                account.getMailbox(),
                source,
                sourceUidValidity,
                sourceMailboxId,
                target,
                targetUidValidity);
        return new FolderState(
                id,
                account.getMailbox(),
                source,
                sourceUidValidity,
                sourceMailboxId,
                target,
                targetUidValidity,
                0,
                0,
                0,
                0,
                0,
                0,
                "",
                0);
    }

    /**
     * Like {@link #open}, at the beginning of a pass of the account's wave: its messages get target UIDs from {@code targetUidNext}. The
     * first pass of the wave counts.
     */
    public FolderState begin(
            Account account,
            String source,
            long sourceUidValidity,
            String sourceMailboxId,
            String target,
            long targetUidValidity,
            long targetUidNext) {
        return write(account, connection -> {
            FolderState state =
                    open(connection, account, source, sourceUidValidity, sourceMailboxId, target, targetUidValidity);
            CopyBases.begin(connection, account, state.id(), targetUidNext);
            return state;
        });
    }

    /** Records the counters of a finished pass, and new names after a rename. */
    public void passed(Account account, FolderState state) {
        write(account, connection -> {
            update(connection, "delete from at_risk where folder = ?", state.id());
            return update(
                    connection,
                    "update folder set source = ?, target = ?, source_messages = ?, source_uid_next = ?, source_mod_seq = ?,"
                            + " target_messages = ?, target_uid_next = ?, target_mod_seq = ?, gone_at_source = ?, gone_at_target = ? where id = ?",
                    state.source(),
                    state.target(),
                    state.sourceMessages(),
                    state.sourceUidNext(),
                    state.sourceModSeq(),
                    state.targetMessages(),
                    state.targetUidNext(),
                    state.targetModSeq(),
                    state.goneAtSource(),
                    state.goneAtTarget(),
                    state.id());
        });
    }

    /** Something about the folder is not settled: the next pass must not rely on its counters. */
    public void unsettled(Account account, long folder) {
        write(account, connection -> update(connection, "update folder set source_mod_seq = 0 where id = ?", folder));
    }

    /** The target UID of each message of the wave's mailboxes, in the order of accounts, folders and source UIDs. */
    public void moved(String wave, Consumer<UidMapRow> each) {
        database.tx(connection -> query(
                connection,
                row -> {
                    each.accept(new UidMapRow(
                            row.getString("account"),
                            folder(row),
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
                UidRuns::flags,
                "select first_uid, last_uid, flags from flag_run where folder = ? order by first_uid",
                folder));
    }

    /** Records an APPEND before it is sent. */
    public PendingAppend intend(Account account, long folder, String sourceUids, long targetUidNext) {
        return write(
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
        return write(account, connection -> {
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
        write(
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
        write(
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
        write(account, connection -> {
            update(connection, "delete from intent where id = ?", intent.id());
            pair(connection, intent.folder(), runs, flags);
            risk(connection, intent.folder(), atRisk);
            return null;
        });
    }

    private static void risk(Connection connection, long folder, Map<Long, Integer> atRisk) throws SQLException {
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

    /** The APPEND stored nothing, or what it stored is dealt with: nothing remains in doubt. */
    public void dropped(Account account, PendingAppend intent) {
        write(account, connection -> update(connection, "delete from intent where id = ?", intent.id()));
    }

    /**
     * The target was searched for an APPEND in doubt, with this result. The record is kept until a second look: messages may be stored
     * late.
     */
    public void looked(
            Account account, PendingAppend intent, List<UidRun> runs, List<FlagRun> flags, Map<Long, Integer> atRisk) {
        write(account, connection -> {
            update(connection, "update intent set looked = true where id = ?", intent.id());
            pair(connection, intent.folder(), runs, flags);
            risk(connection, intent.folder(), atRisk);
            return null;
        });
    }

    /** Returns whether this pending APPEND is still recorded. Used by a worker that lost its lease. */
    public boolean stands(PendingAppend intent) {
        return database.tx(connection -> first(connection, row -> 1, "select 1 from intent where id = ?", intent.id())
                .isPresent());
    }

    /** The target was rolled back, or a folder was recreated: pairings and flags are no longer valid. */
    public void forget(Account account, long folder) {
        write(account, connection -> {
            update(connection, "delete from flag_run where folder = ?", folder);
            update(connection, "delete from at_risk where folder = ?", folder);
            return update(connection, "delete from uid_run where folder = ?", folder);
        });
    }

    /** APPENDs whose result is unknown, and those that wait for a second look. */
    public List<PendingAppend> doubts(long folder) {
        return database.tx(connection -> query(
                connection,
                row -> new PendingAppend(row.getLong(1), folder, row.getString(2), row.getLong(3), row.getBoolean(4)),
                "select id, source_uids, target_uid_next, looked from intent where folder = ? order by id",
                folder));
    }

    /**
     * Pairs messages that were found in the target by identity; earlier pairings of the same source UIDs are removed, in all target
     * folders.
     */
    public void paired(Account account, long folder, List<UidRun> runs, List<FlagRun> flags) {
        write(account, connection -> {
            pair(connection, folder, runs, flags);
            return null;
        });
    }

    /** Replaces the recorded flags of the UIDs in {@code flags}. */
    public void flags(Account account, long folder, List<FlagRun> flags) {
        write(account, connection -> {
            UidRuns.putFlags(connection, folder, flags);
            return null;
        });
    }

    /** Both folders of the pair were renamed; pairings and flags stay. */
    public void renamed(Account account, long folder, String source, String target) {
        write(
                account,
                connection -> update(
                        connection, "update folder set source = ?, target = ? where id = ?", source, target, folder));
    }

    private static void pair(Connection connection, long folder, List<UidRun> runs, List<FlagRun> flags)
            throws SQLException {
        UidRuns.putPairings(connection, folder, runs);
        UidRuns.putFlags(connection, folder, flags);
    }

    private <T> T write(Account account, Database.Work<T> work) {
        return database.together(connection -> {
            workers.check(connection, account);
            return work.in(connection);
        });
    }

    private static FolderState folder(ResultSet row) throws SQLException {
        return new FolderState(
                row.getLong("id"),
                row.getLong("mailbox"),
                row.getString("source"),
                row.getLong("source_uid_validity"),
                row.getString("source_mailbox_id"),
                row.getString("target"),
                row.getLong("target_uid_validity"),
                row.getLong("source_messages"),
                row.getLong("source_uid_next"),
                row.getLong("source_mod_seq"),
                row.getLong("target_messages"),
                row.getLong("target_uid_next"),
                row.getLong("target_mod_seq"),
                row.getString("gone_at_source"),
                row.getLong("gone_at_target"));
    }
}
