// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fetch;

import java.io.IOException;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.model.SelectedFolder;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * The two connections on which one folder is copied: their only owner. A lost connection is replaced by another one, which selects the
 * folder. While batches are fetched, the source belongs to the thread that fetches, and the target to the thread that appends.
 */
public final class FolderConnections implements AutoCloseable {
    private final StepContext work;
    private final FolderCopyState folder;
    private volatile ReadOnlyConnection source;
    private ImapConnection target;
    private volatile boolean fetching;

    private FolderConnections(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    /** Work that needs a connection to each side. */
    @FunctionalInterface
    public interface Use {
        void on(FolderConnections connections) throws IOException;
    }

    /** Waits until both are available, and works on them. No folder need be selected. {@code doing} tells an error what was done. */
    public static void use(StepContext work, FolderCopyState folder, String doing, Use use) {
        String what = "account " + work.account().getAccount() + ", " + doing + " folder " + folder.pair();
        WireErrors.on(what, () -> {
            try (FolderConnections connections = acquire(work, folder)) {
                use.on(connections);
            }
            return null;
        });
    }

    private static FolderConnections acquire(StepContext work, FolderCopyState folder) throws IOException {
        FolderConnections both = new FolderConnections(work, folder);
        both.source = work.session().source().acquire();
        try {
            both.target = work.session().target().acquire();
            return both;
        } finally {
            if (both.target == null) {
                both.close();
            }
        }
    }

    public ReadOnlyConnection source() {
        return source;
    }

    public ImapConnection target() {
        return target;
    }

    /**
     * Selects both folders unless they are. The connections may come from other folders' tasks, and UIDs mean nothing in another folder or after a
     * change of UIDVALIDITY.
     */
    public void select() throws IOException {
        String from = folder.pair().source().rawName();
        SelectedFolder here = source.selected();
        if (here == null || !here.rawName().equals(from)) {
            here = source.examine(from);
        }
        SelectedFolder there = target.selected();
        if (there == null
                || there.readOnly()
                || !there.rawName().equals(folder.pair().targetRaw())) {
            there = target.select(folder.pair().targetRaw());
        }
        if (here.status().uidValidity() != folder.source().status().uidValidity()
                || there.status().uidValidity()
                        != folder.target().selected().status().uidValidity()) {
            throw new IOException("the folder was recreated in the meantime (UIDVALIDITY changed)");
        }
    }

    /** @param fetching whether another thread uses the source from now on */
    public void setFetching(boolean fetching) {
        this.fetching = fetching;
    }

    /** Opens another connection to the source after {@code lost}. @throws IOException if the folder there is another one now */
    public void replaceSource(IOException lost) throws IOException {
        source.abort();
        source = work.session().source().acquireAnother(); // the target's connection is held
        var again = source.examine(folder.pair().source().rawName());
        if (again.status().uidValidity() != folder.source().status().uidValidity()) {
            throw new IOException("UIDVALIDITY of the source changed after the connection was lost", lost);
        }
    }

    /** Does the same for the target. @return UIDNEXT of the folder; 0 if the target does not report it */
    public long replaceTarget(IOException lost, boolean waitsBeforeLiterals) throws IOException {
        target.abort();
        target = work.session().target().acquire();
        if (waitsBeforeLiterals) {
            target.waitBeforeLiterals();
        }
        var again = target.select(folder.pair().targetRaw());
        if (again.status().uidValidity() != folder.state().targetUidValidity()) {
            throw new IOException("UIDVALIDITY of the target changed after the connection was lost", lost);
        }
        return again.status().uidNext();
    }

    /** Selects the target folder again. Returns whether it still exists and was not recreated. */
    public boolean isTargetStillThere() throws IOException {
        try {
            return target.select(folder.pair().targetRaw()).status().uidValidity()
                    == folder.state().targetUidValidity();
        } catch (CommandRefusedException e) {
            return false;
        }
    }

    /** Looks at the folder at the source, on another connection as long as one thread fetches on this one. */
    public <T> T atSource(MailboxConnections.Use<ReadOnlyConnection, T> look) throws IOException {
        boolean own = !fetching && source.isOpen();
        ReadOnlyConnection examined = own ? source : work.session().source().acquireAnother();
        try {
            examined.examine(folder.pair().source().rawName());
            return look.on(examined);
        } finally {
            if (!own) {
                work.session().source().release(examined);
            }
        }
    }

    @Override
    public void close() {
        if (target != null) {
            work.session().target().release(target);
        }
        work.session().source().release(source);
    }
}
