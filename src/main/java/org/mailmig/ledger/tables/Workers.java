// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.tables;

import static org.mailmig.ledger.internal.database.Database.first;
import static org.mailmig.ledger.internal.database.Database.query;
import static org.mailmig.ledger.internal.database.Database.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.mailmig.Account;
import org.mailmig.error.LeaseLostException;
import org.mailmig.error.TransientException;
import org.mailmig.ledger.internal.database.Database;
import org.mailmig.ledger.wave.WorkerId;

/**
 * The processes that work on this ledger: which of them live, and what each may still write. One on this host is asked of the
 * system, so that a dead one is noticed at once; one elsewhere counts as gone when it has not beaten for as long as a lease.
 */
public final class Workers {
    private final Database database;
    private final WorkerId self;
    private final long leaseMillis;
    private final LongSupplier clock;
    private volatile long ahead;
    private volatile boolean left;

    /**
     * @param lease a holder that does not beat for so long may be anywhere: another may take over
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

    /** Milliseconds since 1970, the same for all: a machine whose clock is ahead would take from others what they hold. */
    long now() {
        return clock.getAsLong() - ahead;
    }

    /** A time by this machine's clock, as all of them count it. */
    long at(Instant here) {
        return here.toEpochMilli() - ahead;
    }

    long leasedUntil() {
        return now() + leaseMillis;
    }

    /** Writes this process down as living, and forgets those that died long ago. */
    public void enter() {
        database.tx(connection -> {
            alive(connection);
            return update(
                    connection,
                    "delete from worker where beat < ?",
                    now() - Duration.ofDays(1).toMillis());
        });
    }

    /** From the heartbeat: this process lives, and all its leases are prolonged. */
    public void beat() {
        try {
            database.tx(connection -> {
                alive(connection);
                return update(
                        connection, "update mailbox set leased_until = ? where holder = ?", leasedUntil(), self());
            });
            releasePasswordsOfTheDead();
        } catch (TransientException | Error e) {
            // The next beat tries again; a lease that runs out is found by its fence.
        }
    }

    /** Others may have taken this process for dead, and forgotten it. */
    private void alive(Connection connection) throws SQLException {
        ahead = clock.getAsLong() - database.now(connection, clock);
        if (update(connection, "update worker set beat = ? where name = ?", now(), self()) == 0 && !left) {
            update(connection, "insert into worker (name, beat) values (?, ?)", self(), now());
        }
    }

    /** This process ends, and what it alone knew is forgotten. */
    public void leave() {
        left = true;
        try {
            database.tx(connection -> {
                update(connection, "update account set known_by = null where known_by = ?", self());
                return update(connection, "delete from worker where name = ?", self());
            });
        } catch (TransientException e) {
            // Found out when it beats no more.
        }
    }

    /** Accounts whose passwords only a dead process knew may start anywhere: there they fail and say what to do. */
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

    /**
     * First in each transaction that writes for an account. On a ledger that is shared by machines nobody takes the account
     * over before the transaction ends, however long this process stands still in it.
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
