// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Sql.first;
import static org.mailmig.ledger.internal.database.Sql.query;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailmig.Account;
import org.mailmig.ledger.internal.database.Database;

/**
 * The accounts of waves that hold. A pass ends SYNCED: the forwarder stays, so that owners keep working at the source. Such an account is
 * synced again, which copies what is new, or completed, which clears the forwarder after a last pass. Thread-safe.
 *
 * <p>Each has a row in the table {@code held}. Its column {@code complete_after} is the time at which the account is completed, in
 * milliseconds since 1970; 0: an operator has completed it, and it no longer holds.
 */
public final class HeldAccounts {
    private static final int AT_ONCE = 500;
    /** The value of {@code complete_after} when an operator has completed the account. */
    private static final int COMPLETED = 0;

    private static final String NOT_ENDED = " and exists (select 1 from account a where a.wave = held.wave"
            + " and a.account = held.account and a.state <> 'ENDED')";

    /** Looking for due accounts takes at most a twentieth of the time: there may be a million. */
    private static final int PAUSE_FACTOR = 20;

    private final Database database;
    private final Workers workers;
    private volatile long nextLook = System.nanoTime();

    public HeldAccounts(Database database, Workers workers) {
        this.database = database;
        this.workers = workers;
    }

    /** Part of the transaction that begins a wave, or finds it open. A completion that has been asked for stays. */
    static void hold(Connection connection, String wave) throws SQLException {
        update(
                connection,
                "insert into held (wave, account) select wave, account from account where wave = ? and state <> 'ENDED'"
                        + " and not exists (select 1 from held where held.wave = account.wave and held.account ="
                        + " account.account)",
                wave);
    }

    /**
     * Part of the transaction that ends an account's pass. An operator who completes the account waits for this transaction, or this
     * one for theirs.
     *
     * @param always also an account that is being completed: it holds again
     * @return whether the account holds
     */
    static boolean holds(Connection connection, String wave, String account, boolean always) throws SQLException {
        Optional<Boolean> holds = first(
                connection,
                row -> row.getObject(1) == null || row.getLong(1) > COMPLETED,
                "select complete_after from held where wave = ? and account = ? for update",
                wave,
                account);
        if (!always || holds.orElse(false)) {
            return holds.orElse(false);
        }
        update(
                connection,
                holds.isPresent()
                        ? "update held set complete_after = null where wave = ? and account = ?"
                        : "insert into held (wave, account) values (?, ?)",
                wave,
                account);
        return true;
    }

    /** Returns whether nothing of the wave can proceed without an operator or a due time: accounts are synced, all others ended. */
    public boolean rests(String wave) {
        return exists("state = 'SYNCED'", wave) && !exists("state in ('WAITING', 'QUEUED', 'RUNNING')", wave);
    }

    private boolean exists(String condition, String wave) {
        return database.tx(connection -> first(
                        connection,
                        row -> 1,
                        "select 1 from account where wave = ? and " + condition + " limit 1",
                        wave)
                .isPresent());
    }

    /** Makes synced accounts wait for another pass. @param accounts empty: all of the wave @return how many */
    public int sync(String wave, Set<String> accounts) {
        return database.again(connection -> each(wave, accounts, (which, values) -> resume(connection, which, values)));
    }

    /**
     * Completes accounts: those that are synced wait for their last pass, and those of an earlier step no longer hold.
     *
     * @param accounts empty: all of the wave
     * @return how many that have not ended
     */
    public int complete(String wave, Set<String> accounts) {
        return database.again(connection -> each(wave, accounts, (which, values) -> {
            int completed = update(
                    connection,
                    "update held set complete_after = " + COMPLETED + " where " + which + NOT_ENDED,
                    values);
            resume(connection, which, values);
            return completed;
        }));
    }

    /**
     * Completes accounts that hold when {@code time} has come, if {@code serve} or a host is running then.
     *
     * @param time {@code null}: no longer; an account that an operator has completed holds again, unless its clear has begun
     * @return how many
     */
    public int completeAfter(String wave, Set<String> accounts, Instant time) {
        String change = time == null
                ? "complete_after = null where "
                : "complete_after = " + time.toEpochMilli() + " where (complete_after is null or complete_after > "
                        + COMPLETED + ") and ";
        return database.again(connection -> each(
                wave,
                accounts,
                (which, values) -> update(connection, "update held set " + change + which + NOT_ENDED, values)));
    }

    /** When accounts of the wave are completed without a further command. */
    public Map<String, Instant> completions(String wave) {
        Map<String, Instant> completions = new HashMap<>();
        database.tx(connection -> query(
                connection,
                row -> completions.put(row.getString(1), Instant.ofEpochMilli(row.getLong(2))),
                "select account, complete_after from held where wave = ? and complete_after > " + COMPLETED + NOT_ENDED,
                wave));
        return completions;
    }

    /**
     * Makes synced accounts wait whose next pass or completion is due. Called now and then by {@code serve} and by hosts; returns how
     * many.
     */
    public int resumeDue() {
        long began = System.nanoTime();
        if (began - nextLook < 0) {
            return 0;
        }
        int resumed = database.again(this::takeUpDue);
        long now = System.nanoTime();
        nextLook = resumed > 0 ? now : now + PAUSE_FACTOR * (now - began);
        return resumed;
    }

    private int takeUpDue(Connection connection) throws SQLException {
        long now = workers.now();
        List<Account> due = query(
                connection,
                row -> new Account(row.getString(1), row.getString(2)),
                "select a.wave, a.account from account a left join held h on h.wave = a.wave and h.account = a.account"
                        + " where a.state = 'SYNCED' and (a.not_before <= ? or h.complete_after <= ?)"
                        + " order by a.state, a.wave, a.line limit " + AT_ONCE,
                now,
                now);
        int resumed = 0;
        for (Account one : due) {
            String which = "wave = ? and account = ?";
            update(
                    connection,
                    "update held set complete_after = " + COMPLETED + " where " + which + " and complete_after <= "
                            + now + NOT_ENDED,
                    one.getWave(),
                    one.getAccount());
            resumed += resume(connection, which, one.getWave(), one.getAccount());
        }
        return resumed;
    }

    /** Changes the accounts that a condition with these values selects; returns how many. */
    @FunctionalInterface
    private interface Change {
        int of(String which, Object... values) throws SQLException;
    }

    /** The whole wave in one statement, or one account after the other. */
    private static int each(String wave, Set<String> accounts, Change change) throws SQLException {
        if (accounts.isEmpty()) {
            return change.of("wave = ?", wave);
        }
        int changed = 0;
        for (String account : accounts) {
            changed += change.of("wave = ? and account = ?", wave, account);
        }
        return changed;
    }

    /** The next pass begins with the copy: the entry was matched and checked, and the forwarder is set. */
    private static int resume(Connection connection, String which, Object... values) throws SQLException {
        String synced = which + " and state = 'SYNCED'";
        update(
                connection,
                "update mailbox set step = 'COPY' where id in (select mailbox from account where " + synced + ")",
                values);
        return update( // one that was synced in between has just had its pass
                connection,
                "update account set state = 'WAITING', not_before = null where " + synced
                        + " and exists (select 1 from mailbox m where m.id = account.mailbox and m.step = 'COPY')",
                values);
    }
}
