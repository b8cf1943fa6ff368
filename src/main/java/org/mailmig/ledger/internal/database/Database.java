// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.mailmig.config.Secret;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;

/** The ledger's database: its transactions, clock and locks. Its schema is migrated when it is opened. Thread-safe. */
public final class Database implements AutoCloseable {
    private static final int MOST_ATTEMPTS = 20;

    private final ExecutorService threads = Executors.newCachedThreadPool(Database::thread);
    private final Transactions transactions;
    private final SharedTransactions shared;
    private final String url;

    public Database(String url, String user, Secret password) {
        this(url, user, password, LedgerSchema.ours());
    }

    Database(String url, String user, Secret password, LedgerSchema schema) {
        this.url = LedgerUrl.durable(url);
        this.transactions = new Transactions(ConnectionPool.open(url, user, password), this.url);
        this.shared = new SharedTransactions(transactions, Database::thread);
        migrate(schema);
    }

    /** Another process may be migrating the same ledger: the second one finds it done. */
    private void migrate(LedgerSchema schema) {
        for (int attempt = 1; ; attempt++) {
            try {
                tx(connection -> {
                    schema.migrate(connection, LedgerUrl.shown(url));
                    return null;
                });
                return;
            } catch (TransientException | PermanentException e) {
                if (attempt == MOST_ATTEMPTS || !(e.getCause() instanceof SQLException)) {
                    close();
                    throw e;
                }
            }
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "mailmig-ledger");
        thread.setDaemon(true);
        return thread;
    }

    /** Returns whether it is a file on one machine: whether a lease holder is alive can be checked by its process. */
    public boolean isEmbedded() {
        return url.startsWith("jdbc:h2:");
    }

    /**
     * The suffix of a select that locks its rows until the transaction ends. Empty for the embedded database: its writers share
     * transactions and would deadlock, and all its processes are on one machine.
     */
    public String lock() {
        return isEmbedded() ? "" : " for update";
    }

    /** Milliseconds since 1970: from the database server's clock if machines share the ledger, else from {@code ours}. */
    public long now(Connection connection, LongSupplier ours) throws SQLException {
        if (isEmbedded()) {
            return ours.getAsLong();
        }
        return Sql.first(
                        connection,
                        row -> row.getLong(1),
                        "select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)")
                .orElseThrow();
    }

    /** Work in one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /**
     * Commits when the work returns, rolls back when it throws. The changes are durable when this method returns. An interrupt of the
     * caller is restored afterwards: an interrupt during H2's file access would close the ledger for all threads.
     */
    public <T> T tx(Work<T> work) {
        try {
            return outcome(threads.submit(() -> transactions.run(work)));
        } catch (RejectedExecutionException e) {
            throw new TransientException("The ledger " + LedgerUrl.shown(url) + " was closed.", e);
        }
    }

    /**
     * Like {@link #tx}, for work on several rows that others write too: it is repeated after a deadlock in which the database ended this
     * transaction (SQLSTATE class 40). The work must be repeatable.
     */
    public <T> T again(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return tx(work);
            } catch (TransientException e) {
                if (attempt == MOST_ATTEMPTS || !isRolledBack(e.getCause())) {
                    throw e;
                }
            }
        }
    }

    private static boolean isRolledBack(Throwable fault) {
        return fault instanceof SQLException sql
                && sql.getSQLState() != null
                && sql.getSQLState().startsWith("40");
    }

    private <T> T outcome(Future<T> done) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return done.get(1, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    transactions.checkWritable(); // its thread may never return
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException cause
                            ? cause
                            : new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Like {@link #tx}, for the many small writes of copies: writes that wait at the same time share a transaction and its disk sync. A
     * write that throws rolls back only its own changes.
     */
    public <T> T together(Work<T> work) {
        if (!isEmbedded()) {
            return tx(work);
        }
        try {
            return outcome(shared.add(work));
        } catch (RejectedExecutionException e) {
            throw new TransientException("The ledger " + LedgerUrl.shown(url) + " was closed.", e);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        shared.close();
        transactions.close();
    }
}
