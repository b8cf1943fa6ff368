// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.wave;

import java.util.ArrayList;
import java.util.List;

/** Rows of a new wave whose mailboxes are in another open wave: the new one was not begun. The first 1,000 are listed. */
public final class BusyMailboxesException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LISTED = 1_000;

    /** A row and the wave that includes its mailbox. */
    public record Busy(int line, String account, String wave) {
        /** A message for the operator. */
        public String sentence() {
            return "the mailbox of " + account + " is being processed in wave " + wave
                    + ": wait until that wave has ended, or remove the row.";
        }
    }

    private final transient List<Busy> busy = new ArrayList<>();
    private long count;

    public BusyMailboxesException() {
        super("Mailboxes of the control file are being processed in another wave.");
    }

    public void add(Busy row) {
        if (count++ < LISTED) {
            busy.add(row);
        }
    }

    public boolean any() {
        return count > 0;
    }

    public List<Busy> busy() {
        return List.copyOf(busy);
    }

    /** The number of all such rows, listed or not. */
    public long count() {
        return count;
    }
}
