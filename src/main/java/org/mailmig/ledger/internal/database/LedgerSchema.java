// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.database;

import static org.mailmig.ledger.internal.database.Sql.first;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.mailmig.error.PermanentException;

/**
 * Migrations, each run once, in order. H2 commits with every statement that creates or alters a table, so a crash may leave a script half
 * done: each must be repeatable ({@code if not exists}).
 *
 * @param scripts one for each version, starting at 1; each statement ends with a semicolon and contains no other
 */
record LedgerSchema(List<String> scripts) {
    private static final int NEWEST = 5;

    /** V1.sql and its successors. */
    static LedgerSchema ours() {
        return new LedgerSchema(
                IntStream.rangeClosed(1, NEWEST).mapToObj(LedgerSchema::script).toList());
    }

    /** @throws PermanentException if a newer version of the program wrote the ledger {@code name} */
    void migrate(Connection connection, String name) throws SQLException {
        update(connection, "create table if not exists schema_version (version int primary key)");
        int version = first(connection, row -> row.getInt(1), "select coalesce(max(version), 0) from schema_version")
                .orElse(0);
        if (version > scripts.size()) {
            throw new PermanentException("The ledger " + name + " was written by a newer mailmig: use that version.");
        }
        for (int next = version + 1; next <= scripts.size(); next++) {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements(next)) {
                    statement.execute(sql);
                }
            }
            update(connection, "insert into schema_version values (?)", next);
        }
    }

    List<String> statements(int version) {
        return List.of(scripts.get(version - 1).split(";")).stream()
                .filter(sql -> !sql.isBlank())
                .toList();
    }

    private static String script(int version) {
        try (InputStream file = LedgerSchema.class.getResourceAsStream("/org/mailmig/ledger/V" + version + ".sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
