// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Sql.first;
import static org.mailmig.ledger.internal.database.Sql.query;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.wave.AccountState;

/** The accounts that wait for a worker: which may start, which this process has put on the queue, and which wait again. Thread-safe. */
public final class AccountQueue {
    /** In the order of the index account_state, so that a large wave is neither read nor sorted as a whole. */
    public static final String WAITING = "select wave, account from account where state = 'WAITING'"
            + " and (not_before is null or not_before <= ?) and (known_by is null or known_by = ?)"
            + " order by state, wave, line limit ";

    private static final String CANDIDATES =
            "select a.wave, a.account, a.state, a.queued_by, a.mailbox, m.fence, m.holder, m.leased_until"
                    + " from account a join mailbox m on m.id = a.mailbox where ";

    private final Database database;
    private final Workers workers;

    public AccountQueue(Database database, Workers workers) {
        this.database = database;
        this.workers = workers;
    }

    private record Candidate(
            String wave,
            String account,
            AccountState.State state,
            String queuedBy,
            long mailbox,
            long fence,
            Lease lease) {}

    /**
     * Returns up to {@code most} accounts that may start now, marked as queued by this process; includes those that a dead process had
     * queued.
     */
    public List<Account> enqueue(int most) {
        return database.again(connection -> {
            long now = workers.now();
            List<Account> fed = new ArrayList<>();
            for (Candidate candidate : candidates(connection, now, most)) {
                if (fed.size() < most && mayStart(connection, candidate) && queue(connection, candidate)) {
                    fed.add(new Account(candidate.wave(), candidate.account()));
                }
            }
            return fed;
        });
    }

    /** Marks the account as queued by this process, unless another process was faster. */
    private boolean queue(Connection connection, Candidate candidate) throws SQLException {
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

    private List<Candidate> candidates(Connection connection, long now, int most) throws SQLException {
        List<Candidate> found = query(
                connection,
                row -> new Candidate(row.getString(1), row.getString(2), AccountState.State.WAITING, null, 0, 0, null),
                WAITING + most,
                now,
                workers.self());
        if (found.size() < most) {
            found = new ArrayList<>(found);
            found.addAll(query(
                    connection,
                    AccountQueue::candidate,
                    CANDIDATES + "a.state = 'QUEUED' and a.queued_by <> ? limit " + most,
                    workers.self()));
            found.addAll(query(
                    connection,
                    AccountQueue::candidate,
                    CANDIDATES + "a.state = 'RUNNING' and (m.holder is null or m.holder <> ?) limit " + most,
                    workers.self()));
        }
        return found;
    }

    private boolean mayStart(Connection connection, Candidate candidate) throws SQLException {
        return switch (candidate.state()) {
            case WAITING -> true;
            case QUEUED -> workers.isGone(connection, candidate.queuedBy());
            default -> candidate.lease().isFree(connection, workers);
        };
    }

    /** Returns whether a live process has queued it, taken it, or ended it. What a dead process had queued or taken is free. */
    public boolean isTakenUp(String wave, String account) {
        return database.tx(connection -> {
            Optional<Candidate> found = first(
                    connection, AccountQueue::candidate, CANDIDATES + "a.wave = ? and a.account = ?", wave, account);
            return found.isPresent()
                    && (found.get().state() == AccountState.State.ENDED || !mayStart(connection, found.get()));
        });
    }

    private static Candidate candidate(ResultSet row) throws SQLException {
        return new Candidate(
                row.getString("wave"),
                row.getString("account"),
                AccountState.State.valueOf(row.getString("state")),
                row.getString("queued_by"),
                row.getLong("mailbox"),
                row.getLong("fence"),
                Lease.of(row));
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
        return database.again(connection -> {
            int retried = 0;
            Waves.lockAll(connection);
            Waves.lock(connection, wave);
            List<Account> ended = query(
                    connection,
                    Accounts::account,
                    Accounts.SELECT
                            + "where a.wave = ? and a.state = 'ENDED' and a.outcome <> 'DONE' and m.open_wave is null",
                    wave);
            for (Account one : ended) {
                if (account == null || account.equals(one.getAccount())) {
                    AccountResult result =
                            AccountResult.continuing(one.getResult().fellBack, one.getResult().forwarder);
                    update(
                            connection,
                            "update account set state = 'WAITING', outcome = null, not_before = null, result_json = ?"
                                    + " where wave = ? and account = ?",
                            Json.write(result),
                            wave,
                            one.getAccount());
                    update(connection, "update mailbox set open_wave = ? where id = ?", wave, one.getMailbox());
                    retried++;
                }
            }
            if (retried > 0) {
                update(connection, "update wave set ended = null, outcome = null where id = ?", wave);
            }
            return retried;
        });
    }
}
