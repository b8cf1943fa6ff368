// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Sql.first;
import static org.mailmig.ledger.internal.database.Sql.query;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.copy.StampServer;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.internal.rows.ForwarderRows;
import org.mailmig.ledger.internal.rows.MailboxPair;

/** Forwarders: recorded before the directory is changed. */
public final class Forwarders {
    private final Database database;
    private final Workers workers;

    public Forwarders(Database database, Workers workers) {
        this.database = database;
        this.workers = workers;
    }

    public Optional<ForwarderRecord> of(long mailbox) {
        return database.tx(connection ->
                first(connection, ForwarderRows::record, ForwarderRows.SELECT + " where s.mailbox = ?", mailbox));
    }

    public void intend(Account account, String dn, String attribute, String value, boolean adopted) {
        intend(account, dn, attribute, value, adopted, null, null);
    }

    /** @param server where it will be set; {@code null} if unknown */
    public void intend(
            Account account,
            String dn,
            String attribute,
            String value,
            boolean adopted,
            String replaced,
            StampServer server) {
        database.tx(connection -> {
            workers.check(connection, account);
            update(connection, "delete from stamp where mailbox = ?", account.getMailbox());
            ForwarderRows.server(connection, account.getMailbox(), server);
            return update(
                    connection,
                    "insert into stamp (mailbox, wave, account, dn, attribute, value_text, state, adopted, since,"
                            + " replaced, restored) values (?, ?, ?, ?, ?, ?, 'INTENDED', ?, ?, ?, false)",
                    account.getMailbox(),
                    account.getWave(),
                    account.getAccount(),
                    dn,
                    attribute,
                    value,
                    adopted,
                    Instant.now().toEpochMilli(),
                    replaced);
        });
    }

    /**
     * For a rollback, of an account that no worker holds: its stamp is intended again, with the same entry and value, and the next worker
     * starts at the account's first step. False if a wave is working on it.
     */
    public boolean restore(ForwarderRecord stamp) {
        return database.tx(connection -> {
            int free = update(
                    connection,
                    "update mailbox set step = 'MATCH' where id = ? and open_wave is null",
                    stamp.mailbox());
            boolean restored = free == 1
                    && update(
                                    connection,
                                    "update stamp set state = 'INTENDED', since = ?, dn = ?, replaced = ?, restored = true"
                                            + " where mailbox = ?",
                                    Instant.now().toEpochMilli(),
                                    stamp.dn(),
                                    stamp.replaced(),
                                    stamp.mailbox())
                            == 1;
            if (restored) { // else the stamp and its server belong to another wave
                ForwarderRows.server(connection, stamp.mailbox(), stamp.server());
            }
            return restored;
        });
    }

    public void standing(Account account) {
        state(account, ForwarderRecord.State.STANDING);
    }

    /** The value was removed. Needs no lease: an operator may clear too. */
    public void cleared(Account account) {
        state(account, ForwarderRecord.State.CLEARED);
    }

    private void state(Account account, ForwarderRecord.State state) {
        database.tx(connection -> state(connection, account, state));
    }

    private static int state(Connection connection, Account account, ForwarderRecord.State state) throws SQLException {
        long now = Instant.now().toEpochMilli();
        return update(
                connection,
                "update stamp set state = ?, since = ?, cleared = coalesce(?, cleared) where mailbox = ? and state <> ?",
                state.name(),
                now,
                state == ForwarderRecord.State.CLEARED ? Long.valueOf(now) : null,
                account.getMailbox(),
                state.name());
    }

    /**
     * New mail reaches the target from now on: a value, if there was one, is removed, and this pair of mailboxes is not stamped again
     * automatically.
     */
    public void passedClear(Account account) {
        database.tx(connection -> {
            workers.check(connection, account);
            state(connection, account, ForwarderRecord.State.CLEARED);
            return update(connection, "update mailbox set past_clear = true where id = ?", account.getMailbox());
        });
    }

    public boolean isPastClear(long mailbox) {
        return database.tx(connection -> first(
                        connection, row -> row.getBoolean(1), "select past_clear from mailbox where id = ?", mailbox)
                .orElse(false));
    }

    /** Returns whether an operator has rolled back the migration that this row reverses. */
    public boolean isRolledBack(ControlRow row) {
        return database.tx(connection -> first(
                        connection,
                        found -> 1,
                        "select 1 from mailbox m join stamp s on s.mailbox = m.id where s.restored and s.state <> 'CLEARED'"
                                + " and m.source_server = ? and m.source_user = ? and m.target_server = ? and m.target_user = ?",
                        new MailboxPair(row.targetServer(), row.targetUser(), row.sourceServer(), row.sourceUser())
                                .columns())
                .isPresent());
    }

    /** All stamps that are not CLEARED, oldest first. */
    public List<ForwarderRecord> open() {
        return database.tx(connection -> query(
                connection,
                ForwarderRows::record,
                ForwarderRows.SELECT + " where s.state <> 'CLEARED' order by s.since"));
    }
}
