// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Sql.first;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailmig.Account;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.internal.rows.QueueCandidate;
import org.mailmig.ledger.wave.AccountState;

/** The accounts that wait for a worker: which may start, which this process has put on the queue, and which wait again. Thread-safe. */
public final class AccountQueue {
    private final Database database;
    private final Workers workers;

    public AccountQueue(Database database, Workers workers) {
        this.database = database;
        this.workers = workers;
    }

    /**
     * Returns up to {@code most} accounts that may start now, marked as queued by this process; includes those that a dead process had
     * queued.
     */
    public List<Account> enqueue(int most) {
        return database.again(connection -> {
            long now = workers.now();
            List<Account> fed = new ArrayList<>();
            for (QueueCandidate candidate : QueueCandidate.list(connection, now, workers.self(), most)) {
                if (fed.size() < most && mayStart(connection, candidate) && queue(connection, candidate)) {
                    fed.add(new Account(candidate.wave(), candidate.account()));
                }
            }
            return fed;
        });
    }

    /** Marks the account as queued by this process, unless another process was faster. */
    private boolean queue(Connection connection, QueueCandidate candidate) throws SQLException {
        if (candidate.state() == AccountState.State.RUNNING
                && update(
                                connection,
                                "update mailbox set holder = null where id = ? and fence = ?",
                                candidate.mailbox(),
                                candidate.fence())
                        == 0) {
            return false;
        }
        return update(
                        connection,
                        "update account set state = 'QUEUED', queued_by = ?, not_before = null"
                                + " where wave = ? and account = ? and state = ? and coalesce(queued_by, '') = ?",
                        workers.self(),
                        candidate.wave(),
                        candidate.account(),
                        candidate.state().name(),
                        candidate.queuedBy() == null ? "" : candidate.queuedBy())
                == 1;
    }

    private boolean mayStart(Connection connection, QueueCandidate candidate) throws SQLException {
        return switch (candidate.state()) {
            case WAITING -> true;
            case QUEUED -> workers.isGone(connection, candidate.queuedBy());
            default -> workers.isFree(connection, candidate.lease());
        };
    }

    /** Returns whether a live process has queued it, taken it, synced it, or ended it. What a dead process had queued or taken is free. */
    public boolean isTakenUp(String wave, String account) {
        return database.tx(connection -> {
            Optional<QueueCandidate> found = QueueCandidate.find(connection, wave, account);
            return found.isPresent()
                    && (found.get().state() == AccountState.State.ENDED
                            || found.get().state() == AccountState.State.SYNCED
                            || !mayStart(connection, found.get()));
        });
    }

    /** The number of accounts that this process has queued and no worker has taken yet. */
    public long queued() {
        return database.tx(connection -> first(
                        connection,
                        row -> row.getLong(1),
                        "select count(*) from account where state = 'QUEUED' and queued_by = ?",
                        workers.self())
                .orElse(0L));
    }

    /**
     * Makes all queued accounts of the wave that are not taken wait again, on request of an operator who believes that the queue lost them.
     * Returns how many.
     */
    public int requeue(String wave) {
        return database.again(connection -> update(
                connection,
                "update account set state = 'WAITING', queued_by = null where state = 'QUEUED' and wave = ?",
                wave));
    }

    /** The queue lost, or may have lost, what this process had sent: all of it waits again. Returns how many. */
    public int requeue() {
        return database.again(connection -> update(
                connection,
                "update account set state = 'WAITING', queued_by = null where state = 'QUEUED' and queued_by = ?",
                workers.self()));
    }

    /** Ends the delays of parked accounts: an operator who starts a wave again wants a result now. The steps check what is due. */
    public void wake(String wave) {
        database.again(connection -> update(
                connection,
                "update account set not_before = null where state = 'WAITING' and wave = ? and not_before is not null",
                wave));
    }

    /** An account that was taken from the queue and not started waits again, whichever process had sent it. */
    public void requeue(String wave, String account) {
        database.tx(connection -> requeue(connection, wave, account));
    }

    /** Part of the transaction of a lease, too. */
    static int requeue(Connection connection, String wave, String account) throws SQLException {
        return update(
                connection,
                "update account set state = 'WAITING', queued_by = null"
                        + " where state = 'QUEUED' and wave = ? and account = ?",
                wave,
                account);
    }

    /**
     * Makes ended accounts that are not DONE wait again at their last step; the whole wave if {@code account} is null. Returns how many.
     */
    public int retry(String wave, String account) {
        return database.again(connection -> EndedAccounts.retry(connection, wave, account));
    }
}
