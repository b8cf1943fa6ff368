// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Sql.first;
import static org.mailmig.ledger.internal.database.Sql.query;
import static org.mailmig.ledger.internal.database.Sql.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.mailmig.Account;
import org.mailmig.error.LeaseLostException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.internal.rows.Lease;
import org.mailmig.ledger.wave.WorkerId;

/**
 * The processes that work on this ledger: which are alive, and what each may still write. The operating system is asked about processes on
 * this host, so that a dead one is noticed at once; a process elsewhere counts as dead when it has sent no heartbeat for the duration of a
 * lease.
 */
public final class Workers {
    private final Database database;
    private final WorkerId self;
    private final long leaseMillis;
    private final LongSupplier clock;
    private volatile long ahead;
    private volatile boolean left;

    /**
     * @param lease others may take over the accounts of a holder without a heartbeat for this long
     * @param clock of this machine, in milliseconds since 1970
     */
    public Workers(Database database, WorkerId self, Duration lease, LongSupplier clock) {
        this.database = database;
        this.self = self;
        this.leaseMillis = lease.toMillis();
        this.clock = clock;
    }

    /** This process' name. */
    public String self() {
        return self.toString();
    }

    /** Milliseconds since 1970, the same for all processes: a machine with a fast clock would take accounts from others. */
    long now() {
        return clock.getAsLong() - ahead;
    }

    /** Converts a time of this machine's clock to the common clock. */
    long at(Instant here) {
        return here.toEpochMilli() - ahead;
    }

    long leasedUntil() {
        return now() + leaseMillis;
    }

    /** Registers this process as alive, and deletes those that died long ago. */
    public void enter() {
        database.tx(connection -> {
            alive(connection);
            return update(
                    connection,
                    "delete from worker where beat < ?",
                    now() - Duration.ofDays(1).toMillis());
        });
    }

    /** The heartbeat: this process is alive, and all its leases are prolonged. */
    public void beat() {
        try {
            database.tx(connection -> {
                alive(connection);
                return update(
                        connection, "update mailbox set leased_until = ? where holder = ?", leasedUntil(), self());
            });
            releasePasswordsOfTheDead();
        } catch (TransientException | Error e) {
            // The next heartbeat tries again; an expired lease is detected by its fence.
        }
    }

    /** Other processes may have declared this process dead and deleted it. */
    private void alive(Connection connection) throws SQLException {
        ahead = clock.getAsLong() - database.now(connection, clock);
        if (update(connection, "update worker set beat = ? where name = ?", now(), self()) == 0 && !left) {
            update(connection, "insert into worker (name, beat) values (?, ?)", self(), now());
        }
    }

    /** This process ends; passwords that only it knew are lost. */
    public void leave() {
        left = true;
        try {
            database.tx(connection -> {
                update(connection, "update account set known_by = null where known_by = ?", self());
                return update(connection, "delete from worker where name = ?", self());
            });
        } catch (TransientException e) {
            // Others notice the missing heartbeat.
        }
    }

    /** Accounts whose passwords only a dead process knew may start anywhere: there they fail with a message that says what to do. */
    public void releasePasswordsOfTheDead() {
        database.tx(connection -> {
            for (String knower : query(
                    connection,
                    row -> row.getString(1),
                    "select distinct known_by from account where known_by is not null and known_by <> ?",
                    self())) {
                if (isGone(connection, knower)) {
                    update(connection, "update account set known_by = null where known_by = ?", knower);
                }
            }
            return null;
        });
    }

    boolean isGone(Connection connection, String name) throws SQLException {
        if (self.isNeighbour(name)) {
            return self.isGone(name);
        }
        return first(connection, row -> row.getLong(1), "select beat from worker where name = ?", name)
                .map(beat -> beat + leaseMillis < now())
                .orElse(true);
    }

    /** Returns whether another worker may take the mailbox. */
    boolean isFree(Connection connection, Lease lease) throws SQLException {
        return lease.isOver(now()) || isGone(connection, lease.holder());
    }

    /**
     * The first statement of each transaction that writes for an account. On a ledger shared by machines, no process can take over the
     * account before the transaction ends, however long this process is suspended in it.
     *
     * @throws LeaseLostException unless this process still holds the account
     */
    public void check(Connection connection, Account account) throws SQLException {
        boolean holds = first(
                        connection,
                        row -> row.getLong(1) == account.getFence() && self().equals(row.getString(2)),
                        "select fence, holder from mailbox where id = ?" + database.lock(),
                        account.getMailbox())
                .orElse(false);
        if (!holds) {
            throw new LeaseLostException("account " + account + " is held by another worker; this one stops");
        }
    }
}
