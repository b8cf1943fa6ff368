// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Sql.query;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.mailmig.Account;
import org.mailmig.ledger.copy.AddedAddress;
import org.mailmig.ledger.internal.database.Database;

/** Addresses added to target users' entries: recorded before the directory is changed, so that they can be removed again. */
public final class AddedAddresses {
    private final Database database;
    private final Workers workers;

    public AddedAddresses(Database database, Workers workers) {
        this.database = database;
        this.workers = workers;
    }

    public void intend(Account account, String dn, String attribute, Collection<String> values) {
        database.tx(connection -> {
            workers.check(connection, account);
            for (String value : values) {
                update(
                        connection,
                        "delete from carried where mailbox = ? and attribute = ? and value_text = ?",
                        account.getMailbox(),
                        attribute,
                        value);
                update(
                        connection,
                        "insert into carried (mailbox, dn, attribute, value_text, stands) values (?, ?, ?, ?, false)",
                        account.getMailbox(),
                        dn,
                        attribute,
                        value);
            }
            return null;
        });
    }

    /** Marks intended addresses that are among the directory's current values as added, and deletes the other records. */
    public void stand(Account account, Collection<String> held) {
        database.tx(connection -> {
            for (AddedAddress each : of(connection, account.getMailbox())) {
                boolean stands = held.stream().anyMatch(each.value()::equalsIgnoreCase);
                update(
                        connection,
                        stands
                                ? "update carried set stands = true where mailbox = ? and value_text = ?"
                                : "delete from carried where mailbox = ? and value_text = ?",
                        account.getMailbox(),
                        each.value());
            }
            return null;
        });
    }

    /** Addresses that are, or may be, in the directory. */
    public List<AddedAddress> of(long mailbox) {
        return database.tx(connection -> of(connection, mailbox));
    }

    private static List<AddedAddress> of(Connection connection, long mailbox) throws SQLException {
        return query(
                connection,
                row -> new AddedAddress(
                        row.getLong("mailbox"),
                        row.getString("dn"),
                        row.getString("attribute"),
                        row.getString("value_text")),
                "select * from carried where mailbox = ? order by value_text",
                mailbox);
    }

    public void forget(AddedAddress carried) {
        database.tx(connection -> update(
                connection,
                "delete from carried where mailbox = ? and attribute = ? and value_text = ?",
                carried.mailbox(),
                carried.attribute(),
                carried.value()));
    }
}
