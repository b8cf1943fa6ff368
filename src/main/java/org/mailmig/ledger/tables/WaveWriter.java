// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mailmig.AccountResult;
import org.mailmig.ControlRow;
import org.mailmig.ForwarderState;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.ledger.copy.ForwarderRecord;
import org.mailmig.ledger.internal.database.Sql;
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

    /** A mailbox in the ledger, or {@code id} 0. */
    private record Known(
            long id,
            String openWave,
            Outcome lastOutcome,
            boolean fellBack,
            boolean pastClear,
            ForwarderRecord.State stamp,
            boolean restored) {
        static final Known NONE = new Known(0, null, null, false, false, null, false);

        /** An operator has since rolled it back to the source: it has to be migrated again. */
        boolean isRolledBack() {
            return restored && stamp != ForwarderRecord.State.CLEARED;
        }

        boolean isDone() {
            return lastOutcome == Outcome.DONE && !isRolledBack();
        }

        /** The forwarder's state in the last report, which the sweep uses. */
        ForwarderState forwarder() {
            if (stamp != null && stamp != ForwarderRecord.State.CLEARED) {
                return ForwarderState.KEPT;
            }
            return stamp != null && pastClear ? ForwarderState.CLEARED : ForwarderState.NONE;
        }
    }

    /** @param onlyOpen leave mailboxes alone that are DONE */
    WaveWriter(Connection connection, String wave, boolean onlyOpen, Passwords passwords) throws SQLException {
        this.wave = wave;
        this.onlyOpen = onlyOpen;
        this.passwords = passwords;
        find = connection.prepareStatement(
                "select id, open_wave, last_outcome, fell_back, past_clear, stamp.state, stamp.restored"
                        + " from mailbox left join stamp on stamp.mailbox = mailbox.id where source_server = ? and source_user = ? and target_server = ? and target_user = ?");
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
            Known known = known(account.row());
            if (known.openWave() != null) {
                busy.add(new BusyMailboxesException.Busy(account.row().line(), account.name(), known.openWave()));
            } else if (onlyOpen && known.isDone()) {
                leftAlone++;
            } else if (busy.any()) {
                continue; // nothing more is written, the remaining rows are only checked
            } else if (known.id() == 0) {
                unknown.add(account);
                Sql.set(newMailbox, pair(account.row(), wave));
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
    private void again(NewAccount account, Known known) throws SQLException {
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

    private Known known(ControlRow row) throws SQLException {
        Sql.set(find, pair(row));
        try (ResultSet found = find.executeQuery()) {
            return found.next()
                    ? new Known(
                            found.getLong(1),
                            found.getString(2),
                            value(Outcome.class, found.getString(3)),
                            found.getBoolean(4),
                            found.getBoolean(5),
                            value(ForwarderRecord.State.class, found.getString(6)),
                            found.getBoolean(7))
                    : Known.NONE;
        }
    }

    private static <E extends Enum<E>> E value(Class<E> type, String name) {
        return name == null ? null : Enum.valueOf(type, name);
    }

    private static Object[] pair(ControlRow row, Object... more) {
        List<Object> pair = new ArrayList<>(List.of(
                or(row.sourceServer(), "source"),
                folded(row.sourceUser()),
                or(row.targetServer(), "target"),
                folded(row.targetUser())));
        pair.addAll(List.of(more));
        return pair.toArray();
    }

    static String folded(String user) {
        return user.strip().toLowerCase(Locale.ROOT);
    }

    static String or(String value, String otherwise) {
        return value == null || value.isBlank() ? otherwise : value;
    }

    @Override
    public void close() throws SQLException {
        find.close();
        newMailbox.close();
        again.close();
        newAccount.close();
    }
}
