// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Sql.first;
import static org.mailmig.ledger.internal.database.Sql.query;

import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailmig.Account;
import org.mailmig.config.Secret;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.internal.rows.AccountRows;
import org.mailmig.ledger.internal.rows.WaveRows;
import org.mailmig.ledger.wave.AccountState;

/** The accounts of waves, for reading: the state of each, and the passwords of its row. Thread-safe. */
public final class Accounts {
    private final Database database;
    private final Passwords passwords;

    public Accounts(Database database, Passwords passwords) {
        this.database = database;
        this.passwords = passwords;
    }

    static String secretName(String wave, String account, String side) {
        return wave + "/" + account + " (" + side + ")";
    }

    /** In the order of the control file. */
    public List<AccountState> list(String wave) {
        return database.tx(connection ->
                query(connection, AccountRows::state, AccountRows.SELECT + "where a.wave = ? order by a.line", wave));
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
        return database.tx(connection -> first(
                connection,
                AccountRows::state,
                AccountRows.SELECT + "where a.wave = ? and a.account = ?",
                wave,
                account));
    }

    /** The account of the open wave that includes this mailbox; empty if there is none. */
    public Optional<AccountState> worksOn(long mailbox) {
        return database.tx(connection -> first(
                connection,
                AccountRows::state,
                AccountRows.SELECT + "where m.id = ? and a.wave = m.open_wave",
                mailbox));
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
                        row -> Optional.ofNullable(WaveRows.instant(row, "next")),
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
}
