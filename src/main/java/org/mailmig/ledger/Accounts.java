package org.mailmig.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mailmig.Account;
import org.mailmig.Secret;

/** Accounts of waves: who may work on which, and where each stands. */
public final class Accounts {
    /** Up to {@code most} accounts that may start now, marked as queued by this process; again those that a dead process had queued. */
    public List<Account> feed(int most) {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes the lease: row, mailbox, step, result and fence are filled in. Empty where the account has ended, is parked, or
     * is held by a live worker. On an embedded ledger a dead holder is noticed at once.
     */
    public Optional<Account> take(String wave, String account) {
        throw new UnsupportedOperationException();
    }

    /** Prolongs nothing, changes nothing: throws {@link org.mailmig.LeaseLostException} unless the account's fence still holds. */
    public void check(Account account) {
        throw new UnsupportedOperationException();
    }

    /** Writes step and result down. */
    public void save(Account account) {
        throw new UnsupportedOperationException();
    }

    /** Gives the lease back; the feeder sends the account again at {@code until}. */
    public void park(Account account, Instant until) {
        throw new UnsupportedOperationException();
    }

    /** Gives the lease back after an interruption: waiting again, same step. */
    public void release(Account account) {
        throw new UnsupportedOperationException();
    }

    /** Writes the outcome in {@code account.getResult()} down and gives the lease back. */
    public void end(Account account) {
        throw new UnsupportedOperationException();
    }

    /** Makes ended accounts that are not DONE wait again at the step where they stood; all of the wave where {@code account} is null. Returns how many. */
    public int retry(String wave, String account) {
        throw new UnsupportedOperationException();
    }

    /** In the order of the control file. */
    public List<AccountState> list(String wave) {
        throw new UnsupportedOperationException();
    }

    public Optional<AccountState> find(String wave, String account) {
        throw new UnsupportedOperationException();
    }

    /** Accounts of all waves that have not ended. */
    public long open() {
        throw new UnsupportedOperationException();
    }

    /** When the next parked account of the wave goes on, if any. */
    public Optional<Instant> nextParked(String wave) {
        throw new UnsupportedOperationException();
    }

    /** The row's own password for the source; empty means the configuration's login. */
    public Optional<Secret> sourcePassword(Account account) {
        throw new UnsupportedOperationException();
    }

    public Optional<Secret> targetPassword(Account account) {
        throw new UnsupportedOperationException();
    }
}
