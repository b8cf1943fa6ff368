package org.mailmig.ledger;

import java.util.List;
import java.util.Optional;
import org.mailmig.Account;

/**
 * Folders, pairings, flags and the journal of APPENDs. Every write happens in a transaction that first checks the account's
 * fence ({@link org.mailmig.LeaseLostException}), and is durable when the method returns.
 */
public final class Copies {
    /** How far a clone of this pair of mailboxes has come, ever. */
    public enum CloneState {
        NONE,
        BEGUN,
        FINISHED
    }

    public CloneState cloneState(long mailbox) {
        throw new UnsupportedOperationException();
    }

    public void cloneState(Account account, CloneState state) {
        throw new UnsupportedOperationException();
    }

    public List<FolderState> folders(long mailbox) {
        throw new UnsupportedOperationException();
    }

    /** The state of exactly these two folders (both names and both UIDVALIDITYs), begun where there is none. */
    public FolderState open(
            Account account, String source, long sourceUidValidity, String target, long targetUidValidity) {
        throw new UnsupportedOperationException();
    }

    /** Writes the counters of a finished pass, and new names after a rename. */
    public void passed(Account account, FolderState state) {
        throw new UnsupportedOperationException();
    }

    /** Ascending by source UID, neighbours joined. */
    public List<UidRun> pairings(long folder) {
        throw new UnsupportedOperationException();
    }

    /** Ascending by source UID: the source's flags as our last pass saw them. */
    public List<FlagRun> flags(long folder) {
        throw new UnsupportedOperationException();
    }

    /** Journals an APPEND before it is sent. */
    public Intent intend(Account account, long folder, String sourceUids, long targetUidNext) {
        throw new UnsupportedOperationException();
    }

    /** The APPEND's messages stand in the target at these UIDs; the intent is settled in the same transaction. */
    public void landed(Account account, Intent intent, List<UidRun> runs, List<FlagRun> flags) {
        throw new UnsupportedOperationException();
    }

    /** The APPEND certainly stored nothing. */
    public void dropped(Account account, Intent intent) {
        throw new UnsupportedOperationException();
    }

    /** Intents whose result is not known. */
    public List<Intent> doubts(long folder) {
        throw new UnsupportedOperationException();
    }

    /** Pairs messages that were found in the target by identity. */
    public void paired(Account account, long folder, List<UidRun> runs, List<FlagRun> flags) {
        throw new UnsupportedOperationException();
    }

    /** Replaces what is known of the flags of the UIDs in {@code flags}. */
    public void flags(Account account, long folder, List<FlagRun> flags) {
        throw new UnsupportedOperationException();
    }

    /** The folder pair whose source had this UIDVALIDITY under another name, if exactly one (a rename). */
    public Optional<FolderState> renamed(long mailbox, long sourceUidValidity) {
        throw new UnsupportedOperationException();
    }
}
