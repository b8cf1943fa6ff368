// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Sql.query;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.util.List;
import org.mailmig.Account;
import org.mailmig.ledger.copy.ScriptState;
import org.mailmig.ledger.internal.database.Database;

/** Sieve scripts that mailmig put on targets: recorded before they are sent, to distinguish them from the owner's. */
public final class Scripts {
    private final Database database;
    private final Workers workers;

    public Scripts(Database database, Workers workers) {
        this.database = database;
        this.workers = workers;
    }

    public List<ScriptState> of(long mailbox) {
        return database.tx(connection -> query(
                connection,
                row -> new ScriptState(
                        row.getString("source"),
                        row.getString("target"),
                        row.getString("stored_sha256"),
                        row.getString("intended_sha256"),
                        ScriptState.Activation.valueOf(row.getString("activation"))),
                "select * from script where mailbox = ? order by source",
                mailbox));
    }

    /** A script is about to be stored under this name, or is there already. */
    public void intend(Account account, String source, String target, String sha256) {
        write(account, connection -> {
            int known = update(
                    connection,
                    "update script set target = ?, intended_sha256 = ? where mailbox = ? and source = ?",
                    target,
                    sha256,
                    account.getMailbox(),
                    source);
            return known > 0
                    ? known
                    : update(
                            connection,
                            "insert into script (mailbox, source, target, intended_sha256, activation)"
                                    + " values (?, ?, ?, ?, 'NONE')",
                            account.getMailbox(),
                            source,
                            target,
                            sha256);
        });
    }

    /** The intended script is stored in the target. */
    public void stored(Account account, String source) {
        write(
                account,
                connection -> update(
                        connection,
                        "update script set stored_sha256 = intended_sha256, intended_sha256 = null"
                                + " where mailbox = ? and source = ? and intended_sha256 is not null",
                        account.getMailbox(),
                        source));
    }

    /** The script is about to be activated ({@code INTENDED}), was activated ({@code DONE}), or was refused ({@code NONE}). */
    public void activation(Account account, String source, ScriptState.Activation activation) {
        write(
                account,
                connection -> update(
                        connection,
                        "update script set activation = ? where mailbox = ? and source = ?",
                        activation.name(),
                        account.getMailbox(),
                        source));
    }

    private void write(Account account, Database.Work<Integer> work) {
        database.tx(connection -> {
            workers.check(connection, account);
            return work.in(connection);
        });
    }
}
