// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Sql.first;
import static org.mailmig.ledger.internal.database.Sql.query;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.mailmig.Account;
import org.mailmig.Step;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.internal.rows.AccountRows;

/**
 * The accounts of waves that hold. A pass ends SYNCED: the forwarder stays, so that owners keep working at the source. Such an account is
 * synced again, which copies what is new, or completed, which clears the forwarder after a last pass. Thread-safe.
 */
public final class HeldAccounts {
    private static final int AT_ONCE = 500;
    private final Database database;
    private final Workers workers;

    public HeldAccounts(Database database, Workers workers) {
        this.database = database;
        this.workers = workers;
    }

    /** Part of the transaction that begins a wave. */
    static void hold(Connection connection, String wave) throws SQLException {
        update(connection, "update account set hold = true where wave = ? and state <> 'ENDED'", wave);
    }

    /** Returns whether any account of the wave holds or is synced. */
    public boolean holds(String wave) {
        return exists("wave = ? and state <> 'ENDED' and (hold or state = 'SYNCED')", wave);
    }

    /** Returns whether nothing of the wave can proceed without an operator or a due time: accounts are synced, all others ended. */
    public boolean rests(String wave) {
        return exists("wave = ? and state = 'SYNCED'", wave)
                && !exists("wave = ? and state in ('WAITING', 'QUEUED', 'RUNNING')", wave);
    }

    private boolean exists(String condition, String wave) {
        return database.tx(
                connection -> first(connection, row -> 1, "select 1 from account where " + condition + " limit 1", wave)
                        .isPresent());
    }

    /** Makes synced accounts wait for another pass. @param accounts empty: all of the wave @return how many */
    public int sync(String wave, Set<String> accounts) {
        return database.again(connection -> resume(connection, wave, accounts));
    }

    /**
     * Completes accounts: those that are synced wait for their last pass, and those of an earlier step no longer hold.
     *
     * @param accounts empty: all of the wave
     * @return how many that have not ended
     */
    public int complete(String wave, Set<String> accounts) {
        return database.again(connection -> {
            int completed = 0;
            for (Account account : open(connection, wave, accounts)) {
                completed += update(
                        connection,
                        "update account set hold = false, complete_after = null where wave = ? and account = ?",
                        wave,
                        account.getAccount());
            }
            resume(connection, wave, accounts);
            return completed;
        });
    }

    /** Completes accounts when {@code time} has come, if {@code serve} or a worker is running then. {@code null}: no longer. */
    public int completeAfter(String wave, Set<String> accounts, Instant time) {
        return database.again(connection -> {
            int set = 0;
            for (Account account : open(connection, wave, accounts)) {
                set += update(
                        connection,
                        "update account set complete_after = ? where wave = ? and account = ?",
                        time == null ? null : time.toEpochMilli(),
                        wave,
                        account.getAccount());
            }
            return set;
        });
    }

    /** Makes synced accounts wait whose next pass or completion is due. Called by {@code Feeder.feed}; returns how many. */
    public int resumeDue() {
        boolean any = database.tx(connection -> first(
                        connection,
                        row -> 1,
                        "select 1 from account where state = 'SYNCED' and (not_before <= ? or complete_after <= ?) limit 1",
                        workers.now(),
                        workers.now())
                .isPresent());
        if (!any) {
            return 0;
        }
        return database.again(connection -> {
            long now = workers.now();
            int resumed = 0;
            for (Account due : query(
                    connection,
                    AccountRows::account,
                    AccountRows.SELECT
                            + "where a.state = 'SYNCED' and (a.not_before <= ? or a.complete_after <= ?) limit "
                            + AT_ONCE,
                    now,
                    now)) {
                update(
                        connection,
                        "update account set hold = false, complete_after = null"
                                + " where wave = ? and account = ? and state = 'SYNCED' and complete_after <= ?",
                        due.getWave(),
                        due.getAccount(),
                        now);
                resumed += resume(connection, due);
            }
            return resumed;
        });
    }

    private static List<Account> open(Connection connection, String wave, Set<String> accounts) throws SQLException {
        return query(
                        connection,
                        AccountRows::account,
                        AccountRows.SELECT + "where a.wave = ? and a.state <> 'ENDED' order by a.line",
                        wave)
                .stream()
                .filter(account -> accounts.isEmpty() || accounts.contains(account.getAccount()))
                .toList();
    }

    private static int resume(Connection connection, String wave, Set<String> accounts) throws SQLException {
        int resumed = 0;
        for (Account account : open(connection, wave, accounts)) {
            resumed += resume(connection, account);
        }
        return resumed;
    }

    /** The next pass begins with the copy: the entry was matched and checked, and the forwarder is set. */
    private static int resume(Connection connection, Account account) throws SQLException {
        int resumed = update(
                connection,
                "update account set state = 'WAITING', not_before = null where wave = ? and account = ? and state ="
                        + " 'SYNCED'",
                account.getWave(),
                account.getAccount());
        if (resumed == 1) {
            update(connection, "update mailbox set step = ? where id = ?", Step.COPY.name(), account.getMailbox());
        }
        return resumed;
    }
}
