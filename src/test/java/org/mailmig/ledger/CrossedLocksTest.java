// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.internal.database.Sql;
import org.mailmig.world.Hanging;

/**
 * A wave that was gone on with under load ended once with "Deadlock detected": two transactions on the same rows, each waiting
 * for what the other one holds. The database ends one of them, which is then done anew.
 */
class CrossedLocksTest {
    private final ExecutorService two = Executors.newFixedThreadPool(2);
    private final AtomicInteger attempts = new AtomicInteger();

    @TempDir
    Path dir;

    @Test
    void theTransactionThatWasEndedIsRepeated() throws Exception {
        try (Database database = filled()) {
            crossed(database::again);
            assertThat(total(database)).isEqualTo(4);
            assertThat(attempts).hasValueGreaterThan(2);
        }
    }

    @Test
    void withoutThatItsCallerGetsTheError() {
        try (Database database = filled()) {
            assertThatThrownBy(() -> crossed(database::tx))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TransientException.class)
                    .hasMessageContaining("Deadlock");
            assertThat(total(database)).isEqualTo(2);
        }
    }

    private Database filled() {
        Database database = new Database("jdbc:h2:file:" + dir.resolve("ledger"), null, null);
        database.tx(connection -> Sql.update(connection, "create table crossed (id int primary key, written int)"));
        database.tx(connection -> Sql.update(connection, "insert into crossed values (1, 0), (2, 0)"));
        return database;
    }

    /** One writes row 1, then row 2, the other one the other way round; each holds its first row before it wants its second. */
    private void crossed(Consumer<Database.Work<Integer>> transaction) throws Exception {
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        Future<?> one = two.submit(() -> transaction.accept(connection -> write(connection, bothHoldOne, 1, 2)));
        Future<?> other = two.submit(() -> transaction.accept(connection -> write(connection, bothHoldOne, 2, 1)));
        try {
            one.get(Hanging.AFTER.toSeconds(), TimeUnit.SECONDS);
        } finally {
            other.get(Hanging.AFTER.toSeconds(), TimeUnit.SECONDS);
            two.shutdown();
        }
    }

    private int write(Connection connection, CyclicBarrier bothHoldOne, int first, int second) throws SQLException {
        boolean firstTime = attempts.incrementAndGet() <= 2;
        int rows = Sql.update(connection, "update crossed set written = written + 1 where id = ?", first);
        if (firstTime) {
            try {
                bothHoldOne.await(Hanging.AFTER.toSeconds(), TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return rows + Sql.update(connection, "update crossed set written = written + 1 where id = ?", second);
    }

    private static int total(Database database) {
        return database.tx(connection -> Sql.first(connection, row -> row.getInt(1), "select sum(written) from crossed")
                .orElseThrow());
    }
}
