// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;

/**
 * The embedded database syncs its disk with each commit: small writes that wait at the same time share a transaction. One thread runs them
 * in the order of their arrival. Thread-safe.
 */
final class SharedTransactions implements AutoCloseable {
    /** The most writes that share a transaction: more would delay the first. */
    private static final int MOST_TOGETHER = 64;

    private final Transactions transactions;
    private final ExecutorService writer;
    private final Queue<Write<?>> writes = new ConcurrentLinkedQueue<>();

    SharedTransactions(Transactions transactions, ThreadFactory threads) {
        this.transactions = transactions;
        this.writer = Executors.newSingleThreadExecutor(threads);
    }

    /**
     * The result is there when the transaction is committed. A write that throws rolls back only its own changes.
     *
     * @throws RejectedExecutionException after {@link #close}
     */
    <T> Future<T> add(Database.Work<T> work) {
        Write<T> write = new Write<>(work);
        writes.add(write);
        writer.execute(this::drain);
        return write.done;
    }

    /** A write in the queue. */
    private static final class Write<T> {
        private final Database.Work<T> work;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private T result;
        private RuntimeException fault;

        Write(Database.Work<T> work) {
            this.work = work;
        }

        void in(Connection connection) throws SQLException {
            Savepoint before = connection.setSavepoint();
            try {
                result = work.in(connection);
            } catch (RuntimeException e) {
                connection.rollback(before);
                fault = e;
            }
        }

        void committed() {
            if (fault == null) {
                done.complete(result);
            } else {
                done.completeExceptionally(fault);
            }
        }
    }

    private void drain() {
        List<Write<?>> some = new ArrayList<>();
        for (Write<?> next = writes.poll(); next != null; next = some.size() < MOST_TOGETHER ? writes.poll() : null) {
            some.add(next);
        }
        if (some.isEmpty()) {
            return; // an earlier batch included it
        }
        try {
            transactions.run(connection -> {
                for (Write<?> write : some) {
                    write.in(connection);
                }
                return null;
            });
            some.forEach(Write::committed);
        } catch (RuntimeException | Error e) {
            some.forEach(write -> write.done.completeExceptionally(e));
        }
    }

    @Override
    public void close() {
        writer.shutdown();
    }
}
