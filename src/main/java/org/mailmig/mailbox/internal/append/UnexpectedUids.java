// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.append;

import java.io.IOException;
import java.util.List;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.fetch.FolderConnections;
import org.mailmig.mailbox.internal.match.ForeignMessages;
import org.mailmig.mailbox.internal.match.LateAppends;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.mailbox.internal.uids.GapFillers;
import org.mailmig.mailbox.internal.uids.UidPlacement;

/**
 * Compares the UIDs that the target gave to messages with the UIDs that were due: any other shows that somebody else writes into the
 * folder, or that an earlier APPEND was executed late.
 */
final class UnexpectedUids {
    private final StepContext work;
    private final FolderCopyState folder;
    private final FolderConnections connections;
    private final UidPlacement places;
    /** Source UIDs that an APPEND in doubt stored after we had looked for them. */
    private UidSet late = UidSet.empty();

    UnexpectedUids(StepContext work, FolderCopyState folder, FolderConnections connections, UidPlacement places) {
        this.work = work;
        this.folder = folder;
        this.connections = connections;
        this.places = places;
    }

    /** Returns the source UIDs that an APPEND in doubt has stored after all. */
    UidSet late() {
        return late;
    }

    /** Looks at the first UID that is not the next one: an APPEND may have been several commands, and others may write in between. */
    void check(long next, List<Long> uids, List<Long> expected) throws IOException {
        long due = next;
        for (int i = 0; i < uids.size(); i++) {
            due = expected.isEmpty() ? due : expected.get(i);
            if (uids.get(i) != due) {
                handle(due, uids.get(i));
                return;
            }
            due++;
        }
    }

    /** Handles an unexpected UID: either one of our APPENDs in doubt was stored after all, or another client is writing. */
    void handle(long due, long got) throws IOException {
        connections.target().noop();
        LateAppends appends = new LateAppends(work, folder);
        UidSet landed = connections.atSource(examined -> appends.lookAgain(examined, connections.target()));
        late = late.plus(landed);
        if (landed.isEmpty() && appends.doubles().isEmpty()) {
            new ForeignMessages(work, folder).unexpected(due, got);
            return;
        }
        places.markUncertain();
        new GapFillers(work, folder).remove(connections.target());
        UidSet others = connections
                .target()
                .searchFrom(due)
                .minus(UidMapping.targetUids(
                        work.uidMappings().pairings(folder.state().id())))
                .minus(appends.doubles())
                .and(UidSet.range(due, got - 1));
        if (!others.isEmpty()) {
            new ForeignMessages(work, folder).unexpected(due, got);
            return;
        }
        work.warn("folder " + folder.pair() + ": an APPEND of an earlier worker was stored late; it took target UIDs"
                + " from " + due + " on, and messages planned there get later ones unless that APPEND stored them");
    }
}
