// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Sql.first;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import org.mailmig.Account;
import org.mailmig.error.StopException;
import org.mailmig.ledger.internal.database.Database;

/** Which account a directory entry was matched for: of two accounts with one entry, each would remove the other's forwarder. */
public final class EntryClaims {
    /** After two simultaneous claims, the later one finds the earlier one when it looks again. */
    private static final int MOST_ATTEMPTS = 3;

    private final Database database;

    public EntryClaims(Database database) {
        this.database = database;
    }

    /**
     * The account that has claimed the entry.
     *
     * @param line of its row in its control file
     */
    public record Claim(String wave, String account, int line) {}

    /**
     * Claims the entry for the account, unless it is claimed by an account of another mailbox that has not ended, whose forwarder is still
     * set, or that is in the same wave and was not refused.
     *
     * @param entry the entry's DN in normalised form
     * @return the other account
     */
    public Optional<Claim> claim(Account account, String entry) {
        for (int attempt = 1; ; attempt++) {
            try {
                return database.tx(connection -> claim(connection, account, sha256(entry)));
            } catch (StopException e) {
                boolean atOnce = e.getCause() instanceof SQLException sql
                        && sql.getSQLState() != null
                        && sql.getSQLState().startsWith("23");
                if (!atOnce || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static Optional<Claim> claim(Connection connection, Account account, String entry) throws SQLException {
        Optional<Claim> other = first(
                connection,
                row -> new Claim(row.getString("wave"), row.getString("account"), row.getInt("line")),
                "select c.wave, c.account, a.line from entry_claim c"
                        + " join account a on a.wave = c.wave and a.account = c.account"
                        + " left join stamp s on s.mailbox = c.mailbox and s.state <> 'CLEARED'"
                        + " where c.entry = ? and c.mailbox <> ? and (a.state <> 'ENDED' or s.mailbox is not null"
                        + " or (c.wave = ? and a.outcome <> 'REFUSED'))",
                entry,
                account.getMailbox(),
                account.getWave());
        if (other.isEmpty()) {
            update(connection, "delete from entry_claim where entry = ? or mailbox = ?", entry, account.getMailbox());
            update(
                    connection,
                    "insert into entry_claim (entry, mailbox, wave, account) values (?, ?, ?, ?)",
                    entry,
                    account.getMailbox(),
                    account.getWave(),
                    account.getAccount());
        }
        return other;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
