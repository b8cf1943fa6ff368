// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.journal;

import static org.mailmig.ledger.internal.database.Sql.first;
import static org.mailmig.ledger.internal.database.Sql.query;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.util.List;
import org.mailmig.Account;
import org.mailmig.ledger.copy.CloneState;
import org.mailmig.ledger.copy.FolderState;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.tables.Workers;

/** The pairs of folders of a mailbox and their counters, and how far the clone of a mailbox is. Thread-safe. */
public final class FolderStates {
    private final Database database;
    private final FencedWrites writes;

    public FolderStates(Database database, Workers workers) {
        this.database = database;
        this.writes = new FencedWrites(database, workers);
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
        writes.write(
                account,
                connection -> update(
                        connection,
                        "update mailbox set clone_state = ? where id = ?",
                        state.name(),
                        account.getMailbox()));
    }

    public List<FolderState> folders(long mailbox) {
        return database.tx(connection ->
                query(connection, FolderRows::state, "select * from folder where mailbox = ? order by id", mailbox));
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
        return writes.write(
                account,
                connection -> FolderRows.open(
                        connection, account, source, sourceUidValidity, sourceMailboxId, target, targetUidValidity));
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
        return writes.write(account, connection -> {
            FolderState state = FolderRows.open(
                    connection, account, source, sourceUidValidity, sourceMailboxId, target, targetUidValidity);
            CopyBases.begin(connection, account, state.id(), targetUidNext);
            return state;
        });
    }

    /** Records the counters of a finished pass, and new names after a rename. */
    public void passed(Account account, FolderState state) {
        writes.write(account, connection -> {
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
        writes.write(
                account, connection -> update(connection, "update folder set source_mod_seq = 0 where id = ?", folder));
    }

    /** Both folders of the pair were renamed; pairings and flags stay. */
    public void renamed(Account account, long folder, String source, String target) {
        writes.write(
                account,
                connection -> update(
                        connection, "update folder set source = ?, target = ? where id = ?", source, target, folder));
    }
}
