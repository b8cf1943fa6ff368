package org.mailmig.ledger;

import static org.mailmig.ledger.Database.first;
import static org.mailmig.ledger.Database.query;
import static org.mailmig.ledger.Database.update;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailmig.FatalException;
import org.mailmig.Outcome;
import org.mailmig.Result;
import org.mailmig.Row;
import org.mailmig.Step;

/** Waves: begun in one transaction, ended once. */
public final class Waves {
    /** What became of a control file. {@code created} is false where a wave of the same content is still open: {@code wave} is that one. */
    public record Begun(Wave wave, boolean created, int accounts, int leftAlone) {}

    private final Database database;
    private final Passwords passwords;

    Waves(Database database, Passwords passwords) {
        this.database = database;
        this.passwords = passwords;
    }

    /**
     * Writes a whole wave in one transaction. Content of an open wave begins nothing. Content of an ended wave that left
     * accounts not DONE goes on with those and leaves the rest alone (counted in {@code leftAlone}); where all were DONE
     * every account gets a new pass. A row whose mailbox is in another open wave is refused with an error naming it.
     */
    public Begun begin(String name, String sha256, Iterator<NewAccount> accounts) {
        return database.tx(connection -> {
            Optional<Wave> before = first(
                    connection,
                    Waves::wave,
                    "select * from wave where sha256 = ? order by began desc, id desc limit 1",
                    sha256);
            if (before.isPresent() && before.get().ended() == null) {
                refreshPasswords(connection, before.get().id(), accounts);
                return new Begun(before.get(), false, 0, 0);
            }
            boolean onlyOpen = before.isPresent() && before.get().outcome() != Outcome.DONE;
            Wave wave = new Wave(freeId(connection, name), name, sha256, Instant.now(), null, null);
            update(
                    connection,
                    "insert into wave (id, name, sha256, began) values (?, ?, ?, ?)",
                    wave.id(),
                    name,
                    sha256,
                    wave.began().toEpochMilli());
            int taken = 0;
            int leftAlone = 0;
            while (accounts.hasNext()) {
                NewAccount account = accounts.next();
                if (onlyOpen
                        && isDone(connection, before.get().id(), account.row().account())) {
                    leftAlone++;
                } else {
                    insert(connection, wave.id(), account);
                    taken++;
                }
            }
            return new Begun(wave, true, taken, leftAlone);
        });
    }

    private void refreshPasswords(Connection connection, String wave, Iterator<NewAccount> accounts)
            throws SQLException {
        while (accounts.hasNext()) {
            NewAccount account = accounts.next();
            String name = account.row().account();
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

    private static boolean isDone(Connection connection, String wave, String account) throws SQLException {
        return first(
                        connection,
                        row -> "DONE".equals(row.getString(1)),
                        "select outcome from account where wave = ? and account = ?",
                        wave,
                        account)
                .orElse(false);
    }

    private void insert(Connection connection, String wave, NewAccount account) throws SQLException {
        Row row = account.row();
        long mailbox = mailbox(connection, wave, row);
        update(
                connection,
                "insert into account (wave, account, line, mailbox, row_json, source_password, target_password,"
                        + " known_by, state, result_json, attempts) values (?, ?, ?, ?, ?, ?, ?, ?, 'WAITING', ?, 0)",
                wave,
                row.account(),
                row.line(),
                mailbox,
                Json.write(row),
                passwords.keep(Accounts.secretName(wave, row.account(), "source"), account.sourcePassword()),
                passwords.keep(Accounts.secretName(wave, row.account(), "target"), account.targetPassword()),
                passwords.knownBy(account),
                Json.write(new Result()));
    }

    /**
     * Logins at {@code targetServer}, in lower case, of the mailboxes that any wave of this ledger moves there from this user of
     * {@code sourceServer}; case does not count.
     */
    public List<String> targets(String sourceServer, String sourceUser, String targetServer) {
        return database.tx(connection -> query(
                connection,
                row -> row.getString(1),
                "select target_user from mailbox where source_server = ? and source_user = ? and target_server = ?",
                or(sourceServer, "source"),
                folded(sourceUser),
                or(targetServer, "target")));
    }

    private record Known(long id, String openWave, String lastOutcome) {}

    private static long mailbox(Connection connection, String wave, Row row) throws SQLException {
        Object[] pair = {
            or(row.sourceServer(), "source"),
            folded(row.sourceUser()),
            or(row.targetServer(), "target"),
            folded(row.targetUser())
        };
        Optional<Known> known = first(
                connection,
                found -> new Known(found.getLong(1), found.getString(2), found.getString(3)),
                "select id, open_wave, last_outcome from mailbox where source_server = ? and source_user = ?"
                        + " and target_server = ? and target_user = ?",
                pair);
        if (known.isEmpty()) {
            return Database.insert(
                    connection,
                    "insert into mailbox (source_server, source_user, target_server, target_user, step, clone_state,"
                            + " past_clear, open_wave, fence) values (?, ?, ?, ?, 'MATCH', 'NONE', false, ?, 0)",
                    pair[0],
                    pair[1],
                    pair[2],
                    pair[3],
                    wave);
        }
        if (known.get().openWave() != null) {
            throw new FatalException("Line " + row.line() + ": the mailbox of " + row.account()
                    + " is being worked on in wave " + known.get().openWave()
                    + "; wait for its end or take the row out.");
        }
        boolean newPass =
                known.get().lastOutcome() == null || known.get().lastOutcome().equals("DONE");
        update(
                connection,
                newPass
                        ? "update mailbox set open_wave = ?, step = '" + Step.MATCH + "' where id = ?"
                        : "update mailbox set open_wave = ? where id = ?",
                wave,
                known.get().id());
        return known.get().id();
    }

    private static String folded(String user) {
        return user.strip().toLowerCase(Locale.ROOT);
    }

    private static String or(String value, String otherwise) {
        return value == null || value.isBlank() ? otherwise : value;
    }

    private static String freeId(Connection connection, String name) throws SQLException {
        String base = name.replaceFirst("\\.[A-Za-z0-9]{1,5}$", "").replaceAll("[^A-Za-z0-9._-]", "_");
        base = base.isEmpty() || base.startsWith(".") ? "wave" + base : base;
        base = base.substring(0, Math.min(100, base.length()));
        long number = first(connection, row -> row.getLong(1), "select count(*) from wave")
                        .orElse(0L)
                + 1;
        while (first(connection, row -> 1, "select 1 from wave where id = ?", base + "-" + number)
                .isPresent()) {
            number++;
        }
        return base + "-" + number;
    }

    public Optional<Wave> find(String id) {
        return database.tx(connection -> first(connection, Waves::wave, "select * from wave where id = ?", id));
    }

    /** Newest first. */
    public List<Wave> list() {
        return database.tx(
                connection -> query(connection, Waves::wave, "select * from wave order by began desc, id desc"));
    }

    /** Ends the wave if all its accounts ended; true for exactly one caller, ever. */
    public boolean endIfComplete(String id) {
        return database.tx(connection -> {
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

    static Wave wave(ResultSet row) throws SQLException {
        String outcome = row.getString("outcome");
        return new Wave(
                row.getString("id"),
                row.getString("name"),
                row.getString("sha256"),
                Instant.ofEpochMilli(row.getLong("began")),
                instant(row, "ended"),
                outcome == null ? null : Outcome.valueOf(outcome));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
