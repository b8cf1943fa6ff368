// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.h2.api.ErrorCode;
import org.mailmig.config.Secret;
import org.mailmig.error.PermanentException;

/** Opens the pool of connections to a ledger, which another process may be closing. */
final class ConnectionPool {
    /** Longer than MAX_COMPACT_TIME, see {@link LedgerUrl}. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private ConnectionPool() {}

    /** @param url as the user wrote it */
    static HikariDataSource open(String url, String user, Secret password) {
        String durable = LedgerUrl.durable(url);
        Optional<LedgerFile> file = LedgerFile.of(url);
        file.ifPresent(LedgerFile::prepare);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(durable);
        config.setUsername(user == null ? "" : user);
        config.setPassword(password == null ? "" : password.reveal());
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(1);
        config.setPoolName("mailmig-ledger");
        config.setAutoCommit(false);
        config.setConnectionInitSql(LedgerUrl.first(url));
        config.setDataSourceProperties(LedgerUrl.options(url));
        config.setInitializationFailTimeout(1);
        HikariDataSource pool = opened(config, file.isPresent() && durable.contains("AUTO_SERVER=TRUE"));
        file.ifPresent(LedgerFile::close);
        return pool;
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
                            "The ledger " + LedgerUrl.shown(config.getJdbcUrl()) + " cannot be opened: "
                                    + deepest(e).getMessage(),
                            e);
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

    private static Throwable deepest(Throwable fault) {
        Throwable deepest = fault;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }
}
