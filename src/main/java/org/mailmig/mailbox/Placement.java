// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mailmig.identity.Stretch;
import org.mailmig.imap.Appended;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.MessageFacts;
import org.mailmig.imap.Outgoing;
import org.mailmig.imap.UidSet;
import org.mailmig.ledger.Intent;

/** One step of the copy: which messages it takes, what it journals, how it writes them and where they must land. */
final class Placement {
    private final Work work;
    private final FolderPass folder;
    private final Places places;
    private final Stretch stretch;
    private final long uidNext;

    Placement(Work work, FolderPass folder, Places places, Stretch stretch, long uidNext) {
        this.work = work;
        this.folder = folder;
        this.places = places;
        this.stretch = stretch;
        this.uidNext = uidNext;
    }

    int count() {
        return stretch.messages();
    }

    /** The target folder's UIDNEXT before. */
    long uidNext() {
        return uidNext;
    }

    /** Writes it down before it is done, the placeholders too. */
    Intent intend(List<MessageFacts> messages) {
        String sourceUids = MessageFacts.uids(messages).toString();
        long next = Math.max(1, uidNext);
        return stretch.fill().isEmpty()
                ? work.copies().intend(work.account, folder.state.id(), sourceUids, next)
                : work.copies()
                        .intend(
                                work.account,
                                folder.state.id(),
                                sourceUids,
                                next,
                                stretch.fill().toString(),
                                places.token());
    }

    boolean fills() {
        return !stretch.fill().isEmpty();
    }

    /** Are messages stated at their UIDs rather than appended? */
    boolean writes() {
        return stretch.kept() && work.session.identifiers.writes();
    }

    Appended put(ImapConnection target, List<MessageFacts> messages, List<Outgoing> texts) throws IOException {
        String raw = folder.pair.targetRaw();
        if (writes()) {
            return work.session.identifiers.put(raw, uidNext, messages, texts);
        }
        long began = System.nanoTime();
        Appended appended = target.append(raw, fills() ? withPlaceholders(messages, texts) : texts);
        work.session.identifiers.appended(stretch.fill().size(), messages.size(), (System.nanoTime() - began) / 1e6);
        return appended;
    }

    private List<Outgoing> withPlaceholders(List<MessageFacts> messages, List<Outgoing> texts) {
        Outgoing placeholder = Placeholders.outgoing(places.token());
        List<Outgoing> all = new ArrayList<>();
        int next = 0;
        for (long uid : stretch.plan(Places.uids(messages))) {
            boolean message = next < messages.size() && messages.get(next).uid() == uid;
            all.add(message ? texts.get(next++) : placeholder);
        }
        return all;
    }

    /** Where the messages went, of all that was appended; the placeholders' UIDs are noted. */
    Appended messages(Intent intent, Appended appended) {
        if (stretch.fill().isEmpty()) {
            return appended;
        }
        List<Long> plan = stretch.plan(stretchUids(intent));
        if (appended.uids().size() != plan.size()) {
            places.unsure();
            return new Appended(0, List.of());
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
                    .placed(work.account, intent.id(), UidSet.of(placeholders).toString());
        }
        places.confirm(UidSet.of(placeholders));
        return new Appended(appended.uidValidity(), messages);
    }

    private static List<Long> stretchUids(Intent intent) {
        return UidSet.parse(intent.sourceUids()).stream().boxed().toList();
    }

    /** The UIDs that the messages must have got; empty where they cannot be told. */
    List<Long> expected(List<MessageFacts> messages) {
        return stretch.kept() ? Places.uids(messages) : List.of();
    }
}
