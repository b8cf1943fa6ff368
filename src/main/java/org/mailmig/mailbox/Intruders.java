package org.mailmig.mailbox;

import org.mailmig.FatalException;
import org.mailmig.Outcome;
import org.mailmig.imap.UidSet;

/**
 * Somebody else writes into a clone's target: mail that an MTA had queued before the stamp, or the owner. {@code
 * mailmig.target.when-initialised} decides: stop this account, or go on as a merge. Never silent.
 */
final class Intruders {
    private final Work work;
    private final FolderPass folder;

    Intruders(Work work, FolderPass folder) {
        this.work = work;
        this.folder = folder;
    }

    /** Are there messages in the target that the ledger does not know? {@code there} are the UIDs listed. */
    void look(UidSet there) {
        UidSet ours = folder.pairs.targetUids(folder.state.target(), folder.state.targetUidValidity());
        UidSet alien = there.minus(ours);
        if (!alien.isEmpty()) {
            found("UIDs " + alien);
        }
    }

    /** APPENDUID does not follow the one before. */
    void unexpected(long expected, long got) {
        found("UID " + got + " was given where " + expected + " was due");
    }

    private void found(String what) {
        String text = "somebody else writes into folder " + folder.pair.targetName() + " of "
                + work.session.target.who() + " during the clone (" + what + ")";
        if (!work.settings.get("mailmig.target.when-initialised").equals("merge")) {
            throw new FatalException(
                    "account " + work.account.getAccount() + ": " + text
                            + "; set mailmig.target.when-initialised = merge to go on as a merge.",
                    null,
                    Outcome.PARTIAL);
        }
        boolean first;
        synchronized (work.account) {
            first = !work.account.getResult().fellBack;
            work.account.getResult().fellBack = true;
        }
        if (first) {
            work.warn("clone became merge: " + text);
            work.event("fellback", text);
        }
    }
}
