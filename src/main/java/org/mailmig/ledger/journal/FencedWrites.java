// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.journal;

import org.mailmig.Account;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.tables.Workers;

/**
 * Writes for an account. Each is a transaction that first checks the account's fence ({@link org.mailmig.error.LeaseLostException}), and is
 * durable when the method returns.
 */
final class FencedWrites {
    private final Database database;
    private final Workers workers;

    FencedWrites(Database database, Workers workers) {
        this.database = database;
        this.workers = workers;
    }

    <T> T write(Account account, Database.Work<T> work) {
        return database.together(connection -> {
            workers.check(connection, account);
            return work.in(connection);
        });
    }
}
