// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

/**
 * What the steps of an account have to remember from one attempt to the next. The ledger keeps it in the same JSON object as the
 * {@link AccountResult}; the names of the fields must not change. Not thread-safe.
 */
public final class AccountProgress {
    /** The source's addresses are in the target's directory entry, as far as configured. */
    public boolean carried;

    /** The id of the pending test message of {@code mailmig.forwarder.probe}; {@code null} if there is none. */
    public String probe;

    /** When it was sent, in epoch milliseconds. */
    public long probeSent;

    /** The first UID to look at. */
    public long probeUid;

    /** The MTA accepted it; stays false if the process died before it knew. */
    public boolean probeTaken;

    /** The side that the last test message reached, {@code source} or {@code target}; {@code null} before the first. */
    public String probed;

    /** Passes of the sweep so far. */
    public int sweeps;

    /** The number of consecutive passes, up to the last one, that found nothing. */
    public int quietSweeps;

    /** The start of the first pass, in epoch milliseconds. */
    public long sweptSince;

    /** When the account was synced for the first time and the last time, in epoch milliseconds; 0: never. */
    public long syncedSince;

    public long syncedAt;

    /** How often it was synced. */
    public int syncs;

    /** Consecutive transient errors without progress. */
    public int faults;

    /** The account's progress at the last of them. */
    public String faultedAt;

    /** Since when a server has been busy, in epoch milliseconds. */
    public long busySince;

    /** The account's progress at that time. */
    public String busyAt;
}
