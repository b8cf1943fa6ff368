// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.uids;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mailmig.identifiers.UidPlan;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;

/** One APPEND, or one import with UIDs: which messages it takes, its record in the ledger, how it writes them, which UIDs they must get. */
public final class PlacementStep {
    private final StepContext work;
    private final FolderCopyState folder;
    private final UidPlacement places;
    private final UidPlan stretch;
    private final long uidNext;

    PlacementStep(StepContext work, FolderCopyState folder, UidPlacement places, UidPlan stretch, long uidNext) {
        this.work = work;
        this.folder = folder;
        this.places = places;
        this.stretch = stretch;
        this.uidNext = uidNext;
    }

    public int count() {
        return stretch.messages();
    }

    /** Returns the target folder's UIDNEXT before the APPEND. */
    public long uidNext() {
        return uidNext;
    }

    /** Records the pending APPEND, with its placeholders, before it is sent. */
    public PendingAppend intend(List<MessageInfo> messages) {
        String sourceUids = MessageInfo.uids(messages).toString();
        long next = Math.max(1, uidNext);
        return stretch.fill().isEmpty()
                ? work.copies().intend(work.account(), folder.state().id(), sourceUids, next)
                : work.copies()
                        .intend(
                                work.account(),
                                folder.state().id(),
                                sourceUids,
                                next,
                                stretch.fill().toString(),
                                places.token());
    }

    public boolean fills() {
        return !stretch.fill().isEmpty();
    }

    /** Returns whether messages are imported with their UIDs rather than appended. */
    public boolean writes() {
        return stretch.kept() && work.session().identifiers().writes();
    }

    /** Sends the messages. Returns the UIDs that they and the placeholders got. */
    public AppendResult put(ImapConnection target, List<MessageInfo> messages, List<AppendMessage> texts)
            throws IOException {
        String raw = folder.pair().targetRaw();
        if (writes()) {
            return work.session().identifiers().put(raw, uidNext, messages, texts);
        }
        long began = System.nanoTime();
        AppendResult appended = target.append(raw, fills() ? withPlaceholders(messages, texts) : texts);
        work.session()
                .identifiers()
                .appended(stretch.fill().size(), messages.size(), (System.nanoTime() - began) / 1e6);
        return appended;
    }

    private List<AppendMessage> withPlaceholders(List<MessageInfo> messages, List<AppendMessage> texts) {
        AppendMessage placeholder = GapFillers.outgoing(places.token());
        List<AppendMessage> all = new ArrayList<>();
        int next = 0;
        for (long uid : stretch.plan(UidPlacement.uids(messages))) {
            boolean message = next < messages.size() && messages.get(next).uid() == uid;
            all.add(message ? texts.get(next++) : placeholder);
        }
        return all;
    }

    /** Returns the part of the result that concerns messages, and records the placeholders' UIDs. */
    public AppendResult messages(PendingAppend intent, AppendResult appended) {
        if (stretch.fill().isEmpty()) {
            return appended;
        }
        List<Long> plan = stretch.plan(stretchUids(intent));
        if (appended.uids().size() != plan.size()) {
            places.markUncertain();
            return new AppendResult(0, List.of());
        }
        Set<Long> fill = new HashSet<>(stretch.fill().stream().boxed().toList());
        List<Long> messages = new ArrayList<>();
        List<Long> placeholders = new ArrayList<>();
        for (int i = 0; i < plan.size(); i++) {
            (fill.contains(plan.get(i)) ? placeholders : messages)
                    .add(appended.uids().get(i));
        }
        if (!appended.uids().equals(plan)) {
            work.copies()
                    .placed(work.account(), intent.id(), UidSet.of(placeholders).toString());
        }
        places.confirm(UidSet.of(placeholders));
        return new AppendResult(appended.uidValidity(), messages);
    }

    private static List<Long> stretchUids(PendingAppend intent) {
        return UidSet.parse(intent.sourceUids()).stream().boxed().toList();
    }

    /** Returns the UIDs that the messages must have received; empty if these cannot be predicted. */
    public List<Long> expected(List<MessageInfo> messages) {
        return stretch.kept() ? UidPlacement.uids(messages) : List.of();
    }
}
