// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Database.first;
import static org.mailmig.ledger.internal.database.Database.query;
import static org.mailmig.ledger.internal.database.Database.update;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.ControlRow;
import org.mailmig.Step;
import org.mailmig.config.Secret;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.wave.AccountState;

/** The accounts of waves: which worker may process which, and the state of each. */
public final class Accounts {
    private static final String SELECT =
            "select a.*, m.step, m.holder from account a join mailbox m on m.id = a.mailbox ";

    /** In the order of the index account_state, so that a large wave is neither read nor sorted as a whole. */
    public static final String WAITING = "select wave, account from account where state = 'WAITING'"
            + " and (not_before is null or not_before <= ?) and (known_by is null or known_by = ?)"
            + " order by state, wave, line limit ";

    private static final String CANDIDATES =
            "select a.wave, a.account, a.state, a.queued_by, a.mailbox, m.fence, m.holder, m.leased_until"
                    + " from account a join mailbox m on m.id = a.mailbox where ";

    private final Database database;
    private final Passwords passwords;
    private final Workers workers;

    public Accounts(Database database, Passwords passwords, Workers workers) {
        this.database = database;
        this.passwords = passwords;
        this.workers = workers;
    }

    static String secretName(String wave, String account, String side) {
        return wave + "/" + account + " (" + side + ")";
    }

    private record Candidate(
            String wave,
            String account,
            AccountState.State state,
            String queuedBy,
            long mailbox,
            long fence,
            Lease lease) {}

    private record Lease(String holder, long until) {
        static Lease of(ResultSet row) throws SQLException {
            return new Lease(row.getString("holder"), row.getLong("leased_until"));
        }
    }

    /**
     * Returns up to {@code most} accounts that may start now, marked as queued by this process; includes those that a dead process had
     * queued.
     */
    public List<Account> feed(int most) {
        return database.again(connection -> {
            long now = workers.now();
            List<Account> fed = new ArrayList<>();
            for (Candidate candidate : candidates(connection, now, most)) {
                if (fed.size() < most && mayStart(connection, candidate, now) && queue(connection, candidate)) {
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
                    Accounts::candidate,
                    CANDIDATES + "a.state = 'QUEUED' and a.queued_by <> ? limit " + most,
                    workers.self()));
            found.addAll(query(
                    connection,
                    Accounts::candidate,
                    CANDIDATES + "a.state = 'RUNNING' and (m.holder is null or m.holder <> ?) limit " + most,
                    workers.self()));
        }
        return found;
    }

    private boolean mayStart(Connection connection, Candidate candidate, long now) throws SQLException {
        return switch (candidate.state()) {
            case WAITING -> true;
            case QUEUED -> workers.isGone(connection, candidate.queuedBy());
            default -> isFree(connection, candidate.lease(), now);
        };
    }

    private boolean isFree(Connection connection, Lease lease, long now) throws SQLException {
        return lease.holder() == null || lease.until() < now || workers.isGone(connection, lease.holder());
    }

    /** Returns whether a live process has queued it, taken it, or ended it. What a dead process had queued or taken is free. */
    public boolean isTakenUp(String wave, String account) {
        return database.tx(connection -> {
            Optional<Candidate> found =
                    first(connection, Accounts::candidate, CANDIDATES + "a.wave = ? and a.account = ?", wave, account);
            return found.isPresent()
                    && (found.get().state() == AccountState.State.ENDED
                            || !mayStart(connection, found.get(), workers.now()));
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
    public int unfeed() {
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
    public void unfeed(String wave, String account) {
        database.tx(connection -> unfeed(connection, wave, account));
    }

    private static int unfeed(Connection connection, String wave, String account) throws SQLException {
        return update(
                connection,
                "update account set state = 'WAITING', queued_by = null"
                        + " where state = 'QUEUED' and wave = ? and account = ?",
                wave,
                account);
    }

    /**
     * Acquires the lease and fills in row, mailbox, step, result and fence. Empty if the account has ended, is parked, or is held by a live
     * worker.
     */
    public Optional<Account> take(String wave, String account) {
        return database.again(connection -> {
            long now = workers.now();
            Optional<Taken> found = first(
                    connection,
                    row -> new Taken(
                            account(row),
                            AccountState.State.valueOf(row.getString("state")),
                            row.getLong("not_before"),
                            Lease.of(row),
                            row.getLong("fence"),
                            row.getString("known_by")),
                    "select a.*, m.step, m.holder, m.leased_until, m.fence from account a join mailbox m on m.id ="
                            + " a.mailbox where a.wave = ? and a.account = ?",
                    wave,
                    account);
            if (found.isPresent() && isKnownElsewhere(connection, found.get().knownBy())) {
                unfeed(connection, wave, account);
                return Optional.empty();
            }
            boolean open = found.isPresent()
                    && found.get().state() != AccountState.State.ENDED
                    && found.get().notBefore() <= now
                    && isFree(connection, found.get().lease(), now);
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

    private record Taken(
            Account account, AccountState.State state, long notBefore, Lease lease, long fence, String knownBy) {}

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
                    SELECT + "where a.wave = ? and a.state = 'ENDED' and a.outcome <> 'DONE' and m.open_wave is null",
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

    /** In the order of the control file. */
    public List<AccountState> list(String wave) {
        return database.tx(
                connection -> query(connection, Accounts::state, SELECT + "where a.wave = ? order by a.line", wave));
    }

    /** The number of accounts of each wave by state; states without accounts are missing. */
    public Map<String, Map<AccountState.State, Integer>> counts() {
        Map<String, Map<AccountState.State, Integer>> counts = new HashMap<>();
        database.tx(connection -> query(
                connection,
                row -> counts.computeIfAbsent(row.getString(1), wave -> new EnumMap<>(AccountState.State.class))
                        .put(AccountState.State.valueOf(row.getString(2)), row.getInt(3)),
                "select wave, state, count(*) from account group by wave, state"));
        return counts;
    }

    public Optional<AccountState> find(String wave, String account) {
        return database.tx(connection ->
                first(connection, Accounts::state, SELECT + "where a.wave = ? and a.account = ?", wave, account));
    }

    /** The account of the open wave that includes this mailbox; empty if there is none. */
    public Optional<AccountState> worksOn(long mailbox) {
        return database.tx(connection ->
                first(connection, Accounts::state, SELECT + "where m.id = ? and a.wave = m.open_wave", mailbox));
    }

    /** The number of accounts of all waves that have not ended. */
    public long open() {
        return database.tx(connection -> first(
                        connection, row -> row.getLong(1), "select count(*) from account where state <> 'ENDED'")
                .orElse(0L));
    }

    /** When the next parked account of the wave resumes, if any. */
    public Optional<Instant> nextParked(String wave) {
        return database.tx(connection -> first(
                        connection,
                        row -> Optional.ofNullable(Waves.instant(row, "next")),
                        "select min(not_before) as next from account where wave = ? and state = 'WAITING'",
                        wave)
                .flatMap(found -> found));
    }

    /** The row's own password for the source; empty means the configuration's login. */
    public Optional<Secret> sourcePassword(Account account) {
        return password(account, "source");
    }

    public Optional<Secret> targetPassword(Account account) {
        return password(account, "target");
    }

    private Optional<Secret> password(Account account, String side) {
        Optional<String> stored = database.tx(connection -> first(
                        connection,
                        row -> Optional.ofNullable(row.getString(1)),
                        "select " + side + "_password from account where wave = ? and account = ?",
                        account.getWave(),
                        account.getAccount())
                .flatMap(found -> found));
        return stored.map(text -> passwords.find(secretName(account.getWave(), account.getAccount(), side), text));
    }

    private static AccountState state(ResultSet row) throws SQLException {
        return new AccountState(
                account(row),
                AccountState.State.valueOf(row.getString("state")),
                row.getInt("attempts"),
                Waves.instant(row, "not_before"),
                row.getString("holder"));
    }

    private static Account account(ResultSet row) throws SQLException {
        Account account = new Account(row.getString("wave"), row.getString("account"));
        account.setRow(Json.read(row.getString("row_json"), ControlRow.class));
        account.setMailbox(row.getLong("mailbox"));
        account.setStep(Step.valueOf(row.getString("step")));
        String result = row.getString("result_json"); // none yet: nothing has happened
        account.setResult(result == null ? new AccountResult() : Json.read(result, AccountResult.class));
        return account;
    }
}
