// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.tree;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.model.ListedFolder;
import org.mailmig.imap.text.ModifiedUtf7;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderListings;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Adjusts a clone's subscriptions beyond those set when its folders are created. Unsubscribes folders that the target subscribes by
 * itself and the source does not; reports subscriptions to other users' folders, which have no counterpart.
 */
public final class Subscriptions {
    private static final String INBOX = "INBOX";
    private final StepContext work;
    private final FolderListings listing;
    private final CopyPassResult pass;

    public Subscriptions(StepContext work, FolderListings listing, CopyPassResult pass) {
        this.work = work;
        this.listing = listing;
        this.pass = pass;
    }

    public void carry() {
        WireErrors.on("account " + work.account().getAccount() + ", copying subscriptions", () -> {
            work.session().source().with(source -> {
                nameForeign(source);
                return null;
            });
            unsubscribe();
            return null;
        });
    }

    private void nameForeign(ReadOnlyConnection source) throws IOException {
        Set<String> own = new HashSet<>();
        own.add(INBOX);
        listing.source().forEach(folder -> own.add(folder.rawName()));
        List<String> foreign = source.subscriptions().stream()
                .filter(name -> !own.contains(name) && !name.equalsIgnoreCase(INBOX))
                .map(ModifiedUtf7::decode)
                .sorted()
                .toList();
        if (!foreign.isEmpty()) {
            work.note(
                    EventKind.NOT_KEPT,
                    "subscriptions to folders of others, or to folders that are gone: " + String.join(", ", foreign));
        }
    }

    /** Unsubscribes surplus folders, except INBOX: mail programs always show it. */
    private void unsubscribe() throws IOException {
        List<FolderPair> surplus = pass.reached().stream()
                .map(folder -> folder.pair())
                .filter(pair -> pair.target() != null && pair.target().subscribed())
                .filter(pair -> !pair.source().subscribed() && !pair.targetRaw().equalsIgnoreCase(INBOX))
                .toList();
        if (surplus.isEmpty()) {
            return;
        }
        work.session().target().with(target -> {
            for (FolderPair pair : surplus) {
                target.unsubscribe(pair.targetRaw());
            }
            nameThoseThatStay(surplus, target.list());
            return null;
        });
    }

    /** Reports folders that stay subscribed: some servers show a folder as subscribed in any case. */
    private void nameThoseThatStay(List<FolderPair> surplus, List<ListedFolder> there) {
        List<String> staying = new ArrayList<>();
        for (FolderPair pair : surplus) {
            if (there.stream().anyMatch(one -> one.subscribed() && one.rawName().equals(pair.targetRaw()))) {
                staying.add(pair.targetName());
            }
        }
        if (!staying.isEmpty()) {
            work.note(
                    EventKind.NOT_KEPT,
                    "these folders stay subscribed in the target but are not subscribed at the source: "
                            + String.join(", ", staying));
        }
    }
}
