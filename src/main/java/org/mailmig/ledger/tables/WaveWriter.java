// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.mailmig.AccountResult;
import org.mailmig.ForwarderState;
import org.mailmig.Step;
import org.mailmig.ledger.internal.database.Sql;
import org.mailmig.ledger.internal.rows.Json;
import org.mailmig.ledger.internal.rows.KnownMailbox;
import org.mailmig.ledger.internal.rows.MailboxPair;
import org.mailmig.ledger.wave.BusyMailboxesException;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.ledger.wave.Wave;

/** Writes the rows of a new wave in batches. Used inside one transaction. */
final class WaveWriter implements AutoCloseable {
    private static final int TOGETHER = 500;

    private final String wave;
    private final boolean onlyOpen;
    private final Passwords passwords;
    private final PreparedStatement find;
    private final PreparedStatement newMailbox;
    private final PreparedStatement again;
    private final PreparedStatement newAccount;
    private final List<NewAccount> waiting = new ArrayList<>();
    private final BusyMailboxesException busy = new BusyMailboxesException();
    private int taken;
    private int leftAlone;

    /** @param onlyOpen leave mailboxes alone that are DONE */
    WaveWriter(Connection connection, String wave, boolean onlyOpen, Passwords passwords) throws SQLException {
        this.wave = wave;
        this.onlyOpen = onlyOpen;
        this.passwords = passwords;
        find = connection.prepareStatement(KnownMailbox.SELECT);
        newMailbox = connection.prepareStatement(
                "insert into mailbox (source_server, source_user, target_server, target_user, step, clone_state,"
                        + " past_clear, fell_back, open_wave, fence) values (?, ?, ?, ?, 'MATCH', 'NONE', false, false, ?, 0)",
                new String[] {"id"});
        again = connection.prepareStatement(
                "update mailbox set open_wave = ?, step = coalesce(?, step), fell_back = ?" + " where id = ?");
        newAccount = connection.prepareStatement(
                "insert into account (wave, account, line, mailbox, row_json, source_password, target_password,"
                        + " known_by, state, result_json, attempts) values (?, ?, ?, ?, ?, ?, ?, ?, 'WAITING', ?, 0)");
    }

    void add(NewAccount account) throws SQLException {
        waiting.add(account);
        if (waiting.size() == TOGETHER) {
            write();
        }
    }

    /** @throws BusyMailboxesException if a mailbox is in another open wave */
    Waves.Begun begun(Wave begun) throws SQLException {
        write();
        if (busy.any()) {
            throw busy;
        }
        return new Waves.Begun(begun, true, taken, leftAlone);
    }

    /** Another error in the file stops the wave: the busy rows are reported along with it. */
    void addBusyRows(RuntimeException fault) {
        if (busy.any() && fault != busy) {
            fault.addSuppressed(busy);
        }
    }

    private void write() throws SQLException {
        List<NewAccount> unknown = new ArrayList<>();
        for (NewAccount account : waiting) {
            MailboxPair pair = MailboxPair.of(account.row());
            KnownMailbox known = KnownMailbox.find(find, pair);
            if (known.openWave() != null) {
                busy.add(new BusyMailboxesException.Busy(account.row().line(), account.name(), known.openWave()));
            } else if (onlyOpen && known.isDone()) {
                leftAlone++;
            } else if (busy.any()) {
                continue; // nothing more is written, the remaining rows are only checked
            } else if (known.id() == 0) {
                unknown.add(account);
                Sql.set(newMailbox, pair.columns(wave));
                newMailbox.addBatch();
            } else {
                again(account, known);
            }
        }
        waiting.clear();
        if (!busy.any()) {
            insert(unknown);
            newAccount.executeBatch();
        }
    }

    private void insert(List<NewAccount> unknown) throws SQLException {
        if (unknown.isEmpty()) {
            return;
        }
        newMailbox.executeBatch();
        try (ResultSet ids = newMailbox.getGeneratedKeys()) {
            for (NewAccount account : unknown) {
                ids.next();
                account(account, ids.getLong(1), null);
            }
        }
    }

    /** After a successful end, a new pass begins; else the account resumes where it stopped, a clone that fell back as a merge. */
    private void again(NewAccount account, KnownMailbox known) throws SQLException {
        boolean newPass = known.lastOutcome() == null || known.isDone() || known.isRolledBack();
        boolean fellBack = !newPass && known.fellBack();
        Sql.set(again, wave, newPass ? Step.MATCH.name() : null, fellBack, known.id());
        again.executeUpdate();
        AccountResult result = AccountResult.continuing(fellBack, newPass ? ForwarderState.NONE : known.forwarder());
        account(account, known.id(), newPass ? null : Json.write(result));
    }

    private void account(NewAccount account, long mailbox, String result) throws SQLException {
        Sql.set(
                newAccount,
                wave,
                account.name(),
                account.row().line(),
                mailbox,
                Json.write(account.row()),
                passwords.keep(Accounts.secretName(wave, account.name(), "source"), account.sourcePassword()),
                passwords.keep(Accounts.secretName(wave, account.name(), "target"), account.targetPassword()),
                passwords.knownBy(account),
                result);
        newAccount.addBatch();
        taken++;
    }

    @Override
    public void close() throws SQLException {
        find.close();
        newMailbox.close();
        again.close();
        newAccount.close();
    }
}
