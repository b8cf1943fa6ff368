// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderNames;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;

/** Compares the folders of one connection's share with the target. */
final class VerifyShare {
    private final StepContext work;
    private final UidMapping.OfMailbox known;
    private final Map<String, ListedFolder> now;
    private final boolean strict;
    private final boolean full;

    /**
     * @param known the ledger's pairings
     * @param now the target's folders by raw name
     * @param strict whether the target is a clone that no other client uses
     * @param full whether all messages are compared, whatever the counters show
     */
    VerifyShare(
            StepContext work, UidMapping.OfMailbox known, Map<String, ListedFolder> now, boolean strict, boolean full) {
        this.work = work;
        this.known = known;
        this.now = now;
        this.strict = strict;
        this.full = full;
    }

    /** Splits the folders into at most {@code count} shares. */
    static List<List<FolderCopyState>> of(List<FolderCopyState> folders, int count) {
        List<List<FolderCopyState>> shares = new ArrayList<>();
        for (int i = 0; i < Math.min(count, folders.size()); i++) {
            shares.add(new ArrayList<>());
        }
        for (int i = 0; i < folders.size(); i++) {
            shares.get(i % count).add(folders.get(i));
        }
        return shares;
    }

    /** Queries all folders of the share at once, then compares one by one. */
    void verify(List<FolderCopyState> share) {
        Map<FolderCopyState, FolderVerify> doubtful = new LinkedHashMap<>();
        for (FolderCopyState folder : share) {
            if (!full) {
                ListedFolder there =
                        now.get(FolderNames.inboxFolded(folder.pair().targetRaw()));
                folder.verification()
                        .compare(folder.untouched() ? folder.state() : null, there == null ? null : there.status());
            }
            if (!folder.verification().isAsLeft()) {
                doubtful.put(folder, new FolderVerify(work, folder, known, strict, full));
            }
        }
        if (!doubtful.isEmpty()) {
            WireErrors.on(
                    "account " + work.account().getAccount() + ", verifying",
                    () -> work.session().target().with(connection -> {
                        connection.examineEach(doubtful.values().stream()
                                .map(FolderVerify::look)
                                .toList());
                        return null;
                    }));
        }
        for (FolderCopyState folder : share) {
            work.checkNotStopping();
            if (doubtful.containsKey(folder)) {
                doubtful.get(folder).judge();
            } else {
                folder.verification().verify(folder.expected());
                StandingAlterations.report(work, folder);
            }
        }
    }
}
