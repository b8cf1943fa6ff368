package org.mailmig.ledger;

import java.util.List;
import java.util.Optional;
import org.mailmig.Account;

/** Forwarders: written down before the directory is changed. */
public final class Forwarders {
    public Optional<Stamp> of(long mailbox) {
        throw new UnsupportedOperationException();
    }

    public void intend(Account account, String dn, String attribute, String value, boolean adopted) {
        throw new UnsupportedOperationException();
    }

    public void standing(Account account) {
        throw new UnsupportedOperationException();
    }

    /** The value is gone; together with {@link #passedClear} it is the last word on this mailbox's forwarder. */
    public void cleared(Account account) {
        throw new UnsupportedOperationException();
    }

    /** New mail reaches the target from now on: this pair of mailboxes is never stamped again by itself. */
    public void passedClear(Account account) {
        throw new UnsupportedOperationException();
    }

    public boolean isPastClear(long mailbox) {
        throw new UnsupportedOperationException();
    }

    /** All stamps that are not CLEARED, oldest first. */
    public List<Stamp> open() {
        throw new UnsupportedOperationException();
    }
}
