// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Sql.query;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.util.List;
import org.mailmig.Account;
import org.mailmig.ledger.copy.Finding;
import org.mailmig.ledger.internal.database.Database;

/** The unsettled findings of verify, so that each later run checks and reports them again. */
public final class Findings {
    private static final int MOST_TEXT = 2000;

    private final Database database;
    private final Workers workers;

    public Findings(Database database, Workers workers) {
        this.database = database;
        this.workers = workers;
    }

    /** The findings of a mailbox, by folder, kind and source UID. */
    public List<Finding> of(long mailbox) {
        return database.tx(connection -> query(
                connection,
                row -> new Finding(
                        row.getLong(1),
                        Finding.Kind.valueOf(row.getString(2)),
                        row.getLong(3),
                        row.getLong(4),
                        row.getString(5)),
                "select n.folder, n.kind, n.source_uid, n.target_uid, n.text from finding n join folder f on f.id ="
                        + " n.folder where f.mailbox = ? order by n.folder, n.kind, n.source_uid, n.target_uid",
                mailbox));
    }

    /** Replaces all findings of the folder. */
    public void replace(Account account, long folder, List<Finding> findings) {
        database.together(connection -> {
            workers.check(connection, account);
            update(connection, "delete from finding where folder = ?", folder);
            for (Finding finding : findings) {
                String text = finding.text();
                update(
                        connection,
                        "insert into finding (folder, kind, source_uid, target_uid, text) values (?, ?, ?, ?, ?)",
                        folder,
                        finding.kind().name(),
                        finding.sourceUid(),
                        finding.targetUid(),
                        text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) : text);
            }
            return null;
        });
    }
}
