// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.mailmig.error.PermanentException;
import org.mailmig.error.TransientException;

/** Runs work in a transaction, and remembers when the ledger's disk has failed. Thread-safe. */
final class Transactions implements AutoCloseable {
    private final HikariDataSource pool;
    private final String url;
    /** The operating system's message; {@code null} while the ledger is writable as far as known. */
    private volatile String unwritableWhy;

    Transactions(HikariDataSource pool, String url) {
        this.pool = pool;
        this.url = url;
    }

    /** Commits when the work returns, rolls back when it throws. */
    <T> T run(Database.Work<T> work) {
        checkWritable();
        try {
            Connection connection = pool.getConnection();
            try {
                T result = work.in(connection);
                CommitCrashPoints.step("before commit");
                connection.commit();
                CommitCrashPoints.step("after commit");
                return result;
            } catch (SQLException e) {
                DiskFault.in(e).ifPresent(why -> unwritableWhy = why);
                rollBack(connection);
                throw e;
            } catch (RuntimeException e) {
                rollBack(connection);
                throw e;
            } finally {
                CommitCrashPoints.forget();
                if (unwritableWhy == null) {
                    connection.close();
                }
            }
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith("23")) { // waiting does not fix it
                throw new PermanentException("The ledger rejected an inconsistent change: " + e.getMessage(), e);
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
    void checkWritable() {
        if (unwritableWhy != null) {
            throw new PermanentException(
                    "The ledger " + LedgerUrl.forPeople(url) + " cannot be written: " + unwritableWhy
                            + ". Free disk space or correct the permissions, then run the same command again: it"
                            + " resumes where it left off.");
        }
    }

    @Override
    public void close() {
        if (unwritableWhy == null) {
            pool.close();
        }
    }
}
