// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Sql.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.mailmig.Account;
import org.mailmig.error.LeaseLostException;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.internal.rows.Json;
import org.mailmig.ledger.internal.rows.LeasableAccount;

/**
 * The leases of workers on accounts: an account is taken by one worker, saved under its fence, and parked, released, left synced or ended
 * by it. Thread-safe.
 */
public final class AccountLeases {
    private final Database database;
    private final Workers workers;

    public AccountLeases(Database database, Workers workers) {
        this.database = database;
        this.workers = workers;
    }

    /**
     * Acquires the lease and fills in row, mailbox, step, result and fence. Empty if the account has ended, is parked, or is held by a live
     * worker.
     */
    public Optional<Account> take(String wave, String account) {
        return database.again(connection -> {
            long now = workers.now();
            Optional<LeasableAccount> found = LeasableAccount.find(connection, wave, account);
            if (found.isPresent() && isKnownElsewhere(connection, found.get().knownBy())) {
                AccountQueue.requeue(connection, wave, account);
                return Optional.empty();
            }
            boolean open = found.isPresent()
                    && found.get().isDue(now)
                    && workers.isFree(connection, found.get().lease());
            if (!open) {
                return Optional.empty();
            }
            Account taken = found.get().account();
            long fence = found.get().fence() + 1;
            int updated = update(
                    connection,
                    "update mailbox set holder = ?, leased_until = ?, fence = ? where id = ? and fence = ?",
                    workers.self(),
                    workers.leasedUntil(),
                    fence,
                    taken.getMailbox(),
                    fence - 1);
            if (updated == 0) {
                return Optional.empty();
            }
            update(
                    connection,
                    "update account set state = 'RUNNING', attempts = attempts + 1, not_before = null where wave = ? and"
                            + " account = ?",
                    wave,
                    account);
            taken.setFence(fence);
            return Optional.of(taken);
        });
    }

    /** Only another live process has the row's password. */
    private boolean isKnownElsewhere(Connection connection, String knownBy) throws SQLException {
        return knownBy != null && !knownBy.equals(workers.self()) && !workers.isGone(connection, knownBy);
    }

    /** Throws {@link LeaseLostException} unless the account's fence is still valid. Prolongs nothing, changes nothing. */
    public void check(Account account) {
        database.tx(connection -> {
            workers.check(connection, account);
            return null;
        });
    }

    /** Records step and result. */
    public void save(Account account) {
        database.tx(connection -> {
            workers.check(connection, account);
            write(connection, account);
            return null;
        });
    }

    private static void write(Connection connection, Account account) throws SQLException {
        update(
                connection,
                "update account set result_json = ? where wave = ? and account = ?",
                Json.write(account.getResult()),
                account.getWave(),
                account.getAccount());
        update(
                connection,
                "update mailbox set step = ?, fell_back = ? where id = ?",
                account.getStep().name(),
                account.getResult().fellBack,
                account.getMailbox());
    }

    /** Releases the lease; the feeder sends the account again at {@code until}, within the same attempt. */
    public void park(Account account, Instant until) {
        leave(account, workers.at(until), true);
    }

    /** Releases the lease after a transient error; the feeder sends the account again at {@code until}, as another attempt. */
    public void postpone(Account account, Instant until) {
        leave(account, workers.at(until), false);
    }

    /** Releases the lease after an interruption: the account waits again, at the same step, within the same attempt. */
    public void release(Account account) {
        leave(account, null, true);
    }

    private void leave(Account account, Long notBefore, boolean sameAttempt) {
        database.tx(connection -> {
            workers.check(connection, account);
            write(connection, account);
            update(
                    connection,
                    "update account set state = 'WAITING', not_before = ?, queued_by = null, attempts = attempts - ?"
                            + " where wave = ? and account = ?",
                    notBefore,
                    sameAttempt ? 1 : 0,
                    account.getWave(),
                    account.getAccount());
            update(connection, "update mailbox set holder = null where id = ?", account.getMailbox());
            return null;
        });
    }

    /**
     * Ends a pass of an account that holds: the account is SYNCED and its lease is released. Does nothing if the account does not hold, or
     * no longer.
     *
     * @param again when it is synced next without a command, or {@code null}
     * @param always also an account that is being completed, because its completion failed
     * @return whether the account is SYNCED now
     */
    public boolean hold(Account account, Instant again, boolean always) {
        return database.again(connection -> {
            workers.check(connection, account);
            if (!HeldAccounts.holds(connection, account.getWave(), account.getAccount(), always)) {
                return false;
            }
            write(connection, account);
            update(
                    connection,
                    "update account set state = 'SYNCED', not_before = ?, queued_by = null where wave = ? and account = ?",
                    again == null ? null : workers.at(again),
                    account.getWave(),
                    account.getAccount());
            update(connection, "update mailbox set holder = null where id = ?", account.getMailbox());
            return true;
        });
    }

    /** Records the outcome in {@code account.getResult()} and releases the lease. */
    public void end(Account account) {
        database.tx(connection -> {
            workers.check(connection, account);
            write(connection, account);
            String outcome = account.getResult().outcome.name();
            update(
                    connection,
                    "update account set state = 'ENDED', outcome = ?, queued_by = null where wave = ? and account = ?",
                    outcome,
                    account.getWave(),
                    account.getAccount());
            update(
                    connection,
                    "update mailbox set holder = null, open_wave = null, last_outcome = ? where id = ?",
                    outcome,
                    account.getMailbox());
            return null;
        });
    }
}
