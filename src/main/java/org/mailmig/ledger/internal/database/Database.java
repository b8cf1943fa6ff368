// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.h2.api.ErrorCode;
import org.mailmig.config.Secret;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;
import org.mailmig.runtime.CrashPoint;

/** Connections, transactions and migrations. Thread-safe. */
public final class Database implements AutoCloseable {
    /** Longer than MAX_COMPACT_TIME, see {@link LedgerUrl}. */
    private static final Duration CLOSING = Duration.ofSeconds(10);
    /** The most writes that share a transaction: more would delay the first. */
    private static final int MOST_TOGETHER = 64;

    private static final int MOST_ATTEMPTS = 20;

    /** Whether this thread's transaction has changed anything. Used only by crash tests. */
    private static final ThreadLocal<Boolean> CHANGED = new ThreadLocal<>();

    private final ExecutorService threads = Executors.newCachedThreadPool(Database::thread);
    private final ExecutorService writer = Executors.newSingleThreadExecutor(Database::thread);
    private final Queue<Write<?>> writes = new ConcurrentLinkedQueue<>();
    private final HikariDataSource pool;
    private final String url;
    /** The operating system's message; {@code null} while the ledger is writable as far as known. */
    private volatile String unwritableWhy;

    public Database(String url, String user, Secret password) {
        this(url, user, password, LedgerSchema.ours());
    }

    Database(String url, String user, Secret password, LedgerSchema schema) {
        this.url = LedgerUrl.durable(url);
        Optional<LedgerFile> file = LedgerFile.of(url);
        file.ifPresent(LedgerFile::prepare);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(this.url);
        config.setUsername(user == null ? "" : user);
        config.setPassword(password == null ? "" : password.reveal());
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(1);
        config.setPoolName("mailmig-ledger");
        config.setAutoCommit(false);
        config.setConnectionInitSql(LedgerUrl.first(url));
        config.setDataSourceProperties(LedgerUrl.options(url));
        config.setInitializationFailTimeout(1);
        this.pool = opened(config, file.isPresent() && this.url.contains("AUTO_SERVER=TRUE"));
        file.ifPresent(LedgerFile::close);
        migrate(schema);
    }

    /** A process that closes its ledger no longer responds, but holds the file while it compacts it. */
    private static HikariDataSource opened(HikariConfig config, boolean mayBeClosing) {
        long patience = System.nanoTime() + CLOSING.toNanos();
        while (true) {
            try {
                return new HikariDataSource(config);
            } catch (RuntimeException e) {
                if (!mayBeClosing || !isClosing(e) || System.nanoTime() > patience) {
                    throw new PermanentException(
                            "The ledger " + LedgerUrl.shown(config.getJdbcUrl()) + " cannot be opened: " + cause(e), e);
                }
                LockSupport.parkNanos(CLOSING.toNanos() / 100);
            }
        }
    }

    /**
     * The port is closed and the lock file still exists, or the lock file is being written or removed at this moment. H2 reports the latter
     * as a fatal error of opening, or as a ledger in use that names no server.
     */
    private static boolean isClosing(RuntimeException fault) {
        boolean locked = false;
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return true;
            }
            if (cause instanceof IOException) {
                return false; // a disk error, which waiting does not fix
            }
            locked |= cause instanceof SQLException sql
                    && (sql.getErrorCode() == ErrorCode.ERROR_OPENING_DATABASE_1
                            || sql.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1);
        }
        return locked;
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
        return first(
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
            return outcome(threads.submit(() -> inTransaction(work)));
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
                    checkWritable(); // its thread may never return
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
        Write<T> write = new Write<>(work);
        writes.add(write);
        try {
            writer.execute(this::drain);
        } catch (RejectedExecutionException e) {
            throw new TransientException("The ledger " + LedgerUrl.shown(url) + " was closed.", e);
        }
        return outcome(write.done);
    }

    /** A write in the queue. */
    private static final class Write<T> {
        final Work<T> work;
        final CompletableFuture<T> done = new CompletableFuture<>();
        private T result;
        private RuntimeException fault;

        Write(Work<T> work) {
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
            inTransaction(connection -> {
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

    private <T> T inTransaction(Work<T> work) {
        checkWritable();
        try {
            Connection connection = pool.getConnection();
            try {
                T result = work.in(connection);
                crashPoint("before commit");
                connection.commit();
                crashPoint("after commit");
                return result;
            } catch (SQLException e) {
                DiskFault.in(e).ifPresent(why -> unwritableWhy = why);
                rollBack(connection);
                throw e;
            } catch (RuntimeException e) {
                rollBack(connection);
                throw e;
            } finally {
                forgetChange();
                if (unwritableWhy == null) {
                    connection.close();
                }
            }
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith("23")) { // waiting does not fix it
                throw new PermanentException("The ledger refuses what contradicts it: " + e.getMessage(), e);
            }
            DiskFault.in(e).ifPresent(why -> unwritableWhy = why);
            checkWritable();
            throw new TransientException("The ledger did not answer: " + DiskFault.text(e), e);
        }
    }

    /** After a write that failed on the disk, H2's store is closed, and a rollback in it may never return. */
    private void rollBack(Connection connection) throws SQLException {
        if (unwritableWhy == null) {
            connection.rollback();
        }
    }

    /**
     * Retrying does not help if the file cannot be written: the operator has to free space and restart.
     *
     * @throws PermanentException after the first write that failed on the disk
     */
    private void checkWritable() {
        if (unwritableWhy != null) {
            throw new PermanentException(
                    "The ledger " + LedgerUrl.forPeople(url) + " cannot be written: " + unwritableWhy
                            + ". Make room or correct the rights, then start the same command again: it resumes where it stopped.");
        }
    }

    private static int changed(int rows) {
        if (CrashPoint.isOn() && rows > 0) {
            CHANGED.set(true);
        }
        return rows;
    }

    private static void forgetChange() {
        if (CrashPoint.isOn()) {
            CHANGED.remove();
        }
    }

    private static void crashPoint(String what) {
        if (CrashPoint.isOn() && Boolean.TRUE.equals(CHANGED.get())) {
            CrashPoint.step(what);
        }
    }

    /** Reads a row. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    public static <T> List<T> query(Connection connection, Reader<T> reader, String sql, Object... values)
            throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<T> read = new ArrayList<>();
            while (rows.next()) {
                read.add(reader.read(rows));
            }
            return read;
        }
    }

    public static <T> Optional<T> first(Connection connection, Reader<T> reader, String sql, Object... values)
            throws SQLException {
        return query(connection, reader, sql, values).stream().findFirst();
    }

    public static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            return changed(statement.executeUpdate());
        }
    }

    public static long insert(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql, new String[] {"id"})) {
            set(statement, values);
            changed(statement.executeUpdate());
            try (ResultSet keys = statement.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        set(statement, values);
        return statement;
    }

    public static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private static Throwable deepest(Throwable fault) {
        Throwable deepest = fault;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }

    private static String cause(Throwable fault) {
        Throwable deepest = deepest(fault);
        return deepest.getMessage();
    }

    @Override
    public void close() {
        threads.shutdown();
        writer.shutdown();
        if (unwritableWhy == null) {
            pool.close();
        }
    }
}
