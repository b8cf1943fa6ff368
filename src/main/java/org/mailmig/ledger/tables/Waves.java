// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Sql.first;
import static org.mailmig.ledger.internal.database.Sql.query;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.mailmig.Outcome;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.internal.rows.MailboxPair;
import org.mailmig.ledger.internal.rows.WaveLocks;
import org.mailmig.ledger.internal.rows.WaveRows;
import org.mailmig.ledger.wave.BusyMailboxesException;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.ledger.wave.Wave;

/** Waves: begun in one transaction, ended when all accounts have ended. A retry opens an ended wave again. */
public final class Waves {
    /** The result for a control file. {@code created} is false if a wave of the same content is still open: {@code wave} is that one. */
    public record Begun(Wave wave, boolean created, int accounts, int leftAlone) {}

    private final Database database;
    private final Passwords passwords;

    public Waves(Database database, Passwords passwords) {
        this.database = database;
        this.passwords = passwords;
    }

    /**
     * Writes a whole wave in one transaction. If the content is that of an open wave, nothing begins. If earlier waves of the content have
     * accounts that are not DONE, those are resumed and the others are left alone (counted in {@code leftAlone}); if all are DONE, every
     * account gets a new pass.
     *
     * @throws BusyMailboxesException naming every row whose mailbox is in another open wave
     */
    public Begun begin(String name, String sha256, Iterator<NewAccount> accounts) {
        return begin(name, sha256, accounts, false);
    }

    /** The same. @param hold whether the wave's accounts end their first pass synced, instead of being completed */
    public Begun begin(String name, String sha256, Iterator<NewAccount> accounts, boolean hold) {
        return database.tx(connection -> {
            WaveLocks.lockAll(connection);
            Optional<Wave> open = first(
                    connection,
                    WaveRows::wave,
                    "select * from wave where sha256 = ? and ended is null limit 1",
                    sha256);
            if (open.isPresent()) {
                refreshPasswords(connection, open.get().id(), accounts);
                if (hold) {
                    HeldAccounts.hold(connection, open.get().id());
                }
                return new Begun(open.get(), false, 0, 0);
            }
            boolean onlyOpen = WaveRows.isUnfinished(connection, sha256);
            Wave wave = new Wave(WaveRows.freeId(connection, name), name, sha256, Instant.now(), null, null);
            update(
                    connection,
                    "insert into wave (id, name, sha256, began) values (?, ?, ?, ?)",
                    wave.id(),
                    name,
                    sha256,
                    wave.began().toEpochMilli());
            try (WaveWriter rows = new WaveWriter(connection, wave.id(), onlyOpen, passwords)) {
                try {
                    while (accounts.hasNext()) {
                        rows.add(accounts.next());
                    }
                    Begun begun = rows.begun(wave);
                    if (hold) {
                        HeldAccounts.hold(connection, wave.id());
                    }
                    return begun;
                } catch (RuntimeException e) {
                    rows.addBusyRows(e);
                    throw e;
                }
            }
        });
    }

    private void refreshPasswords(Connection connection, String wave, Iterator<NewAccount> accounts)
            throws SQLException {
        while (accounts.hasNext()) {
            NewAccount account = accounts.next();
            String name = account.name();
            if (account.sourcePassword() != null || account.targetPassword() != null) {
                update(
                        connection,
                        "update account set source_password = ?, target_password = ?, known_by = ? where wave = ? and account = ?",
                        passwords.keep(Accounts.secretName(wave, name, "source"), account.sourcePassword()),
                        passwords.keep(Accounts.secretName(wave, name, "target"), account.targetPassword()),
                        passwords.knownBy(account),
                        wave,
                        name);
            }
        }
    }

    /**
     * The lower-case logins at {@code targetServer} to which any wave of this ledger migrates this user of {@code sourceServer}; case is
     * ignored.
     */
    public List<String> targets(String sourceServer, String sourceUser, String targetServer) {
        MailboxPair pair = new MailboxPair(sourceServer, sourceUser, targetServer, "");
        return database.tx(connection -> query(
                connection,
                row -> row.getString(1),
                "select target_user from mailbox where source_server = ? and source_user = ? and target_server = ?",
                pair.sourceServer(),
                pair.sourceUser(),
                pair.targetServer()));
    }

    public Optional<Wave> find(String id) {
        return database.tx(connection -> first(connection, WaveRows::wave, "select * from wave where id = ?", id));
    }

    /** Newest first. */
    public List<Wave> list() {
        return database.tx(
                connection -> query(connection, WaveRows::wave, "select * from wave order by began desc, id desc"));
    }

    /** Ends the wave if all its accounts have ended; true for exactly one caller each time it ends. */
    public boolean endIfComplete(String id) {
        return database.tx(connection -> {
            WaveLocks.lock(connection, id);
            boolean open = first(
                            connection,
                            row -> 1,
                            "select 1 from account where wave = ? and state <> 'ENDED' limit 1",
                            id)
                    .isPresent();
            if (open) {
                return false;
            }
            Outcome worst = Outcome.DONE;
            for (String outcome : query(
                    connection,
                    row -> row.getString(1),
                    "select distinct outcome from account where wave = ? and outcome is not null",
                    id)) {
                worst = worst.and(Outcome.valueOf(outcome));
            }
            return update(
                            connection,
                            "update wave set ended = ?, outcome = ? where id = ? and ended is null",
                            Instant.now().toEpochMilli(),
                            worst.name(),
                            id)
                    == 1;
        });
    }
}
