// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.mailmig.FatalException;
import org.mailmig.LeaseLostException;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.identity.SomebodyWroteException;
import org.mailmig.imap.Appended;
import org.mailmig.imap.CommandRefusedException;
import org.mailmig.imap.ConnectionLostException;
import org.mailmig.imap.Flags;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ImapException;
import org.mailmig.imap.MessageFacts;
import org.mailmig.imap.Outgoing;
import org.mailmig.imap.ProtocolException;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.UidSet;
import org.mailmig.ledger.Intent;

/**
 * FETCH at the source, APPEND at the target, batch by batch in UID order: intent written down, sent, result written down. A
 * batch that is refused is halved until the bad message stands alone; a batch in doubt is looked up before it is sent again.
 */
final class Relay implements AutoCloseable {
    private static final int LOSSES_WITHOUT_PROGRESS = 3;
    /** Messages in a row at which the target breaks off, though it lets us in each time. */
    private static final int MOST_UNTAKEN = 3;

    /** More never fit into one line, however short their dates and flags are. */
    private static final int MOST_IN_A_COMMAND = 100;

    private final Work work;
    private final Step step;
    private final boolean clone;
    private final FolderPass folder;
    private final ReadOnlyConnection source;
    private final Runnable goOn;
    /** Octets that were really sent, by source UID: RFC822.SIZE is only a hint. */
    private final Map<Long, Long> sizes = new HashMap<>();
    /** Messages that gave no text: Dovecot and Cyrus refuse an empty one, and a Maildir shows an expunged one as empty. */
    private final List<MessageFacts> textless = new ArrayList<>();

    private final Places places;
    private final Envelopes envelopes;
    private final Refusals refusals;
    private final Backoff backoff;
    /** Messages whose text flowed by and was refused: they are fetched once more, and carry less. */
    private final List<MessageFacts> onceMore = new ArrayList<>();
    /** Source UIDs that an APPEND of ours in doubt brought after all. */
    private UidSet landedLate = UidSet.empty();

    private ImapConnection target;
    private ImapConnection reopened;
    private long uidNext;
    private int losses;
    private int untaken;
    private boolean landed;
    /** The target called an APPEND a syntax error: no literal is sent to it unasked any more. */
    private boolean careful;
    /** Has the text of a streamed message begun to flow? */
    private boolean flowed;
    /** The largest target UID that an APPEND of this pass was given. */
    private long lastLanded;

    private boolean fetching = true;

    Relay(
            Work work,
            Step step,
            boolean clone,
            FolderPass folder,
            ReadOnlyConnection source,
            ImapConnection target,
            Runnable goOn) {
        this.work = work;
        this.step = step;
        this.clone = clone;
        this.folder = folder;
        this.source = source;
        this.target = target;
        this.goOn = goOn;
        this.uidNext = folder.target.status().uidNext();
        this.places = new Places(work, folder, clone && step == Step.COPY);
        this.envelopes = new Envelopes(work, folder);
        this.refusals = new Refusals(work);
        this.backoff = new Backoff(work);
    }

    void copy(List<MessageFacts> missing) throws IOException {
        relay(missing);
        while (!onceMore.isEmpty()) {
            List<MessageFacts> again = List.copyOf(onceMore);
            onceMore.clear();
            relay(again);
        }
        fetching = false;
        places.removePlaceholders(target);
        envelopes.setLateFlags(target);
        nameRefused();
        lookForVanished();
    }

    private void relay(List<MessageFacts> messages) throws IOException {
        try (Fetcher fetcher = new Fetcher(work, folder, source, Batch.cut(messages))) {
            for (Fetched fetched = fetcher.next(); fetched != null; fetched = fetcher.next()) {
                try {
                    goOn.run();
                    noteVanished(fetched.vanished());
                    append(fetched, remaining(fetched.present(), landedLate));
                } finally {
                    fetched.streamDone().countDown();
                    work.memory.giveBack(fetched.held());
                }
            }
        }
    }

    private void nameRefused() throws IOException {
        try {
            refusals.settled(isFull(refusals.last())).forEach(this::failed);
        } catch (CommandRefusedException e) {
            if (e.full()) {
                throw full(e);
            }
            throw e;
        }
    }

    private void append(Fetched fetched, List<MessageFacts> messages) throws IOException {
        List<MessageFacts> left = messages;
        flowed = false;
        while (!left.isEmpty()) {
            Placement placement = places.next(left.subList(0, fitting(left)), envelopes::flags, uidNext, target);
            uidNext = Math.max(uidNext, placement.uidNext());
            List<MessageFacts> again = append(fetched, left.subList(0, placement.count()), placement);
            left = remaining(
                    Stream.concat(again.stream(), left.stream().skip(placement.count()))
                            .toList(),
                    landedLate);
        }
    }

    /** How many go into one command. Texts that are stated rather than appended are cut by the identifiers themselves. */
    private int fitting(List<MessageFacts> messages) {
        return work.session.identifiers.writes() || !target.offers("MULTIAPPEND")
                ? messages.size()
                : target.appendable(
                        folder.pair.targetRaw(),
                        messages.stream()
                                .limit(MOST_IN_A_COMMAND)
                                .map(envelopes::flags)
                                .toList());
    }

    /** Returns what has to be tried again. */
    private List<MessageFacts> append(Fetched fetched, List<MessageFacts> messages, Placement placement)
            throws IOException {
        Intent intent = placement.intend(messages);
        try {
            Appended appended = placement.put(target, messages, outgoing(fetched, messages));
            landed(intent, messages, placement.messages(intent, appended), placement.expected(messages));
            return List.of();
        } catch (SomebodyWroteException e) {
            work.copies().dropped(work.account, intent);
            unexpected(uidNext, e.uidNext());
            uidNext = e.uidNext();
            return again(fetched, messages, e);
        } catch (CommandRefusedException e) {
            if (placement.writes()) {
                work.copies().dropped(work.account, intent);
                places.giveUp(e.getMessage());
                return again(fetched, messages, e);
            }
            if (placement.fills() && stored(e) > 0) { // which of them are messages is seen by looking
                return remaining(messages, lookUp(intent, e));
            }
            if (e.full() && stored(e) == 0) {
                work.copies().dropped(work.account, intent);
                if (places.makeRoom(target, placement.fills())) {
                    return again(fetched, messages, e);
                }
            }
            return afterRefusal(fetched, messages, intent, e);
        } catch (ProtocolException e) {
            careful = true;
            List<MessageFacts> left = remaining(messages, lookUp(intent, e));
            if (e.backoff() != null) {
                return afterWait(fetched, left, e);
            }
            if (e.isSteppedBack()) {
                return again(fetched, left, e);
            }
            if (!left.isEmpty() && envelopes.reduce(left)) {
                return withLess(fetched, left);
            }
            return halved(fetched, left, "the target called it a syntax error: " + e.getMessage());
        } catch (ConnectionLostException e) {
            if (fetched.stream() != null) {
                lookUpIfPossible(intent, e);
                throw e;
            }
            if (e.backoff() != null) {
                backoff.waited(e);
            }
            List<MessageFacts> left = remaining(messages, lookUp(intent, e));
            return ++losses <= LOSSES_WITHOUT_PROGRESS ? left : cutOff(fetched, left, e);
        }
    }

    /**
     * The target takes us in and breaks off at these each time. It is one of these where it has taken others, or does so again after
     * a wait; else the target may be ill for a moment.
     */
    private List<MessageFacts> cutOff(Fetched fetched, List<MessageFacts> messages, ConnectionLostException e)
            throws IOException {
        boolean proven = landed || work.hasWaited();
        if (messages.size() == 1 && (!proven || ++untaken > MOST_UNTAKEN)) {
            throw e;
        }
        return halved(fetched, messages, "the target breaks off at it: " + e.getMessage());
    }

    /** A text that flows from line to line is gone once it was sent: the next attempt at the account fetches it anew. */
    private List<MessageFacts> again(Fetched fetched, List<MessageFacts> messages, IOException e) throws IOException {
        if (isGone(fetched)) {
            throw e;
        }
        return messages;
    }

    private List<Outgoing> outgoing(Fetched fetched, List<MessageFacts> messages) {
        List<Outgoing> outgoing = new ArrayList<>();
        for (MessageFacts message : messages) {
            if (fetched.stream() != null) {
                envelopes.streams(message);
            }
            Flags flags = envelopes.flags(message);
            OffsetDateTime date = envelopes.date(message);
            long size = fetched.stream() != null
                    ? fetched.streamSize()
                    : fetched.texts().get(message.uid()).length;
            sizes.put(message.uid(), size);
            if (size < message.size()) {
                folder.shorter = folder.shorter.plus(UidSet.range(message.uid(), message.uid()));
            }
            if (fetched.stream() != null) {
                outgoing.add(new Outgoing(flags, date, size, out -> {
                    flowed = true;
                    Telltale look = new Telltale(out);
                    fetched.stream().transferTo(look);
                    ReadBack.note(folder, message.uid(), look.kinds(), null);
                }));
            } else {
                byte[] text = fetched.texts().get(message.uid());
                ReadBack.note(folder, message.uid(), Telltale.kinds(text), text);
                outgoing.add(new Outgoing(flags, date, size, out -> out.write(text)));
            }
        }
        return outgoing;
    }

    /** {@code expected} are the UIDs that are due; empty where they only have to follow. */
    private void landed(Intent intent, List<MessageFacts> messages, Appended appended, List<Long> expected)
            throws IOException {
        List<Long> uids = appended.uids();
        if (appended.uidValidity() != 0 && appended.uidValidity() != folder.state.targetUidValidity()) {
            throw new IOException("the target folder was made anew meanwhile (UIDVALIDITY changed)");
        }
        if (uids.size() != messages.size()) {
            landedWithoutUids(intent, messages);
            return;
        }
        List<MessageFacts> single = keptOnce(messages, uids);
        if (!single.isEmpty()) {
            recordOthers(intent, messages, uids, single);
            return;
        }
        long due = expected.isEmpty() ? uidNext : expected.get(0);
        boolean asDue = uids.get(0) == due && (expected.isEmpty() || uids.equals(expected));
        if (clone && due > 0 && !asDue) {
            record(intent, messages, uids);
            unexpected(due, uids.get(0));
        } else {
            record(intent, messages, uids);
        }
        uidNext = uids.get(uids.size() - 1) + 1;
        losses = 0;
        untaken = 0;
        landed = true;
        refusals.landed();
        backoff.succeeded();
    }

    /** Messages that the target said OK to and gave the UID of another message: it keeps one of two equal ones. */
    private List<MessageFacts> keptOnce(List<MessageFacts> messages, List<Long> uids) {
        List<MessageFacts> single = new ArrayList<>();
        long last = lastLanded;
        for (int i = 0; i < uids.size(); i++) {
            if (uids.get(i) <= last || folder.targetBefore.contains(uids.get(i))) {
                single.add(messages.get(i));
            } else {
                last = uids.get(i);
            }
        }
        return single;
    }

    private void recordOthers(Intent intent, List<MessageFacts> messages, List<Long> uids, List<MessageFacts> single) {
        List<MessageFacts> others = new ArrayList<>();
        List<Long> theirs = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (single.contains(messages.get(i))) {
                refusals.refused(
                        messages.get(i),
                        "it gave it UID " + uids.get(i) + ", which is another message's: equal messages are kept once");
            } else {
                others.add(messages.get(i));
                theirs.add(uids.get(i));
            }
        }
        if (others.isEmpty()) {
            work.copies().dropped(work.account, intent);
        } else {
            record(intent, others, theirs);
            uidNext = theirs.get(theirs.size() - 1) + 1;
        }
    }

    /** Either an APPEND of ours that was in doubt has landed after all, or somebody else writes. */
    private void unexpected(long due, long got) throws IOException {
        target.noop();
        LateArrivals late = new LateArrivals(work, folder);
        UidSet landed = atSource(examined -> late.lookAgain(examined, target));
        landedLate = landedLate.plus(landed);
        if (landed.isEmpty() && late.doubles().isEmpty()) {
            new Intruders(work, folder).unexpected(due, got);
            return;
        }
        places.unsure();
        new Placeholders(work, folder).remove(target);
        UidSet others = target.searchFrom(due)
                .minus(Pairs.targetUids(work.copies().pairings(folder.state.id())))
                .minus(late.doubles())
                .and(UidSet.range(due, got - 1));
        if (!others.isEmpty()) {
            new Intruders(work, folder).unexpected(due, got);
            return;
        }
        work.warn("folder " + folder.pair + ": an APPEND of an earlier worker landed late; it took target UIDs from "
                + due + " on, and messages that were due there get later ones where it did not bring them itself");
    }

    /** Without UIDPLUS the target is asked where the messages went. */
    private void landedWithoutUids(Intent intent, List<MessageFacts> messages) throws IOException {
        target.noop();
        List<Long> found =
                target.searchFrom(Math.max(1, uidNext)).stream().boxed().toList();
        if (found.size() == messages.size()) {
            record(intent, messages, found);
        } else {
            UidSet settled = atSource(examined -> new Doubts(work, folder).lookFor(intent, examined, target));
            count(messages.stream()
                    .filter(message -> settled.contains(message.uid()))
                    .toList());
        }
        if (!found.isEmpty()) {
            uidNext = found.get(found.size() - 1) + 1;
        }
    }

    private void record(Intent intent, List<MessageFacts> messages, List<Long> uids) {
        List<Long> sourceUids = messages.stream().map(MessageFacts::uid).toList();
        try {
            Map<Long, Integer> atRisk = new HashMap<>();
            sourceUids.stream()
                    .filter(folder.atRisk::containsKey)
                    .forEach(uid -> atRisk.put(uid, folder.atRisk.get(uid).kinds()));
            work.copies()
                    .landed(
                            work.account,
                            intent,
                            Runs.pairings(sourceUids, uids, true),
                            Runs.flags(sent(messages)),
                            atRisk);
        } catch (LeaseLostException e) {
            withdraw(intent, UidSet.of(uids), e);
            throw e;
        }
        for (int i = 0; i < messages.size(); i++) {
            lastLanded = Math.max(lastLanded, uids.get(i));
            MessageFacts message = messages.get(i);
            MessageFacts there = envelopes.landed(message, uids.get(i));
            folder.written.add(new FolderPass.Written(there, uids.get(i), message.flags(), size(message)));
        }
        count(messages);
    }

    private List<MessageFacts> sent(List<MessageFacts> messages) {
        return messages.stream().map(envelopes::sent).toList();
    }

    /**
     * We were stopped beyond our lease with this batch under way. As long as the intent is written down the new holder
     * looks for it; afterwards nobody does, and what it has not paired by now is a double that only we know of.
     */
    private void withdraw(Intent intent, UidSet uids, LeaseLostException lost) {
        try {
            if (work.copies().stands(intent)) {
                return;
            }
            UidSet doubles = uids.minus(Pairs.targetUids(work.copies().pairings(folder.state.id())));
            if (!doubles.isEmpty() && target.removesSingly()) {
                target.remove(doubles);
            }
        } catch (IOException e) {
            lost.addSuppressed(e);
        }
    }

    private long size(MessageFacts message) {
        return sizes.getOrDefault(message.uid(), message.size());
    }

    private void count(List<MessageFacts> messages) {
        synchronized (work.account) {
            work.account.getResult().copied += messages.size();
            messages.forEach(message -> work.account.getResult().bytes += size(message));
        }
        work.settled(step, messages.size());
    }

    private static int stored(CommandRefusedException refused) {
        return refused.stored() == null ? 0 : refused.stored().uids().size();
    }

    /** NO: what was stored is written down, the rest is tried in halves, and a message refused alone is named. */
    private List<MessageFacts> afterRefusal(
            Fetched fetched, List<MessageFacts> messages, Intent intent, CommandRefusedException refused)
            throws IOException {
        int stored = stored(refused);
        if (stored > 0) {
            landed(intent, messages.subList(0, stored), refused.stored(), List.of());
        } else {
            work.copies().dropped(work.account, intent);
        }
        List<MessageFacts> left = messages.subList(stored, messages.size());
        if (refused.full()) {
            return left.size() > 1 ? halved(fetched, left, refused.getMessage()) : suspect(left.get(0), refused);
        }
        boolean ofFolder = refused.code().equals("TRYCREATE") || refused.code().equals("NONEXISTENT");
        if (ofFolder && !stillThere()) {
            throw new IOException("the target folder is gone since it was listed", refused); // the next pass looks anew
        }
        if (Envelopes.mayBeRefused(refused.code(), refused.passing()) && envelopes.reduce(left)) {
            return withLess(fetched, left);
        }
        return refused.passing() ? afterWait(fetched, left, refused) : halved(fetched, left, refused.getMessage());
    }

    private boolean stillThere() throws IOException {
        try {
            return target.select(folder.pair.targetRaw()).status().uidValidity() == folder.state.targetUidValidity();
        } catch (CommandRefusedException e) {
            return false;
        }
    }

    /** To be sent again with fewer flags; a text that has flowed by is fetched again at the end. */
    private List<MessageFacts> withLess(Fetched fetched, List<MessageFacts> messages) {
        if (isGone(fetched)) {
            onceMore.addAll(messages);
            return List.of();
        }
        return messages;
    }

    private boolean isGone(Fetched fetched) {
        return fetched.stream() != null && flowed;
    }

    /** The server asks for patience. Where patience does not help, it is about one of the messages if the target takes others. */
    private List<MessageFacts> afterWait(Fetched fetched, List<MessageFacts> messages, ImapException fault)
            throws IOException {
        if (messages.isEmpty()) {
            return messages;
        }
        if (isGone(fetched)) {
            throw fault;
        }
        if (backoff.waited(fault)) {
            return messages;
        }
        if (messages.size() > 1) {
            if (fault.backoff() != null && !work.hasWaited()) {
                throw fault;
            }
            return halved(fetched, messages, fault.getMessage());
        }
        return suspect(messages.get(0), fault);
    }

    private List<MessageFacts> suspect(MessageFacts message, ImapException why) throws IOException {
        try {
            refusals.suspect(message, why);
            return List.of();
        } catch (CommandRefusedException e) {
            if (e.full()) {
                throw full(e);
            }
            throw e;
        }
    }

    private RuntimeException full(CommandRefusedException refused) {
        return new FatalException(
                "account " + work.account.getAccount() + ": the mailbox of " + work.session.target.who() + " is full ("
                        + refused.getMessage() + "); raise its quota, then retry.",
                refused,
                Outcome.PARTIAL);
    }

    private static boolean isFull(ImapException fault) {
        return fault instanceof CommandRefusedException refused && refused.full();
    }

    /** Sends the first half by itself and returns the second; a single message is given up. */
    private List<MessageFacts> halved(Fetched fetched, List<MessageFacts> messages, String why) throws IOException {
        if (messages.size() <= 1) {
            messages.forEach(message -> refusals.refused(message, why));
            return List.of();
        }
        int half = messages.size() / 2;
        append(fetched, messages.subList(0, half));
        return messages.subList(half, messages.size());
    }

    private void failed(MessageFacts message, String why) {
        folder.failed = folder.failed.plus(UidSet.range(message.uid(), message.uid()));
        String text =
                "folder " + folder.pair + ", UID " + message.uid() + ": refused by the target, not copied: " + why;
        work.warn(text);
        folder.differs(message.uid(), "was refused by the target: " + why);
        work.settled(step, 1);
    }

    private UidSet lookUp(Intent intent, IOException lost) throws IOException {
        target.abort();
        target = work.session.target.lend();
        reopened = target;
        if (careful) {
            target.waitBeforeLiterals();
        }
        var again = target.select(folder.pair.targetRaw());
        if (again.status().uidValidity() != folder.state.targetUidValidity()) {
            throw new IOException("UIDVALIDITY of the target changed after the connection was lost", lost);
        }
        UidSet landed = atSource(examined -> new Doubts(work, folder).lookFor(intent, examined, target));
        uidNext = again.status().uidNext();
        places.unsure();
        return landed;
    }

    private void lookUpIfPossible(Intent intent, IOException lost) {
        try {
            lookUp(intent, lost);
        } catch (IOException e) {
            lost.addSuppressed(e); // the intent stays open: the next run looks
        }
    }

    /** On another connection than the one that fetches, which may need this one as soon as its own is lost. */
    private <T> T atSource(Side.Use<ReadOnlyConnection, T> look) throws IOException {
        boolean own = !fetching && source.isOpen();
        ReadOnlyConnection examined = own ? source : work.session.source.lendAnother();
        try {
            examined.examine(folder.pair.source().rawName());
            return look.on(examined);
        } finally {
            if (!own) {
                work.session.source.giveBack(examined);
            }
        }
    }

    /** What the look-up did not find; what it found is counted. */
    private List<MessageFacts> remaining(List<MessageFacts> messages, UidSet landed) {
        count(messages.stream()
                .filter(message -> landed.contains(message.uid()))
                .toList());
        return messages.stream()
                .filter(message -> !landed.contains(message.uid()))
                .toList();
    }

    private void noteVanished(List<MessageFacts> messages) {
        textless.addAll(messages);
        work.settled(step, messages.size());
    }

    /** What gave no text was expunged meanwhile if a fresh look does not list it; else it could not be read, which is a failure. */
    private void lookForVanished() throws IOException {
        if (textless.isEmpty()) {
            return;
        }
        UidSet asked = MessageFacts.uids(textless);
        Map<Long, Long> still = new TreeMap<>();
        atSource(examined -> {
            examined.fetchFacts(asked, message -> still.put(message.uid(), message.size()));
            return null;
        });
        folder.vanished = folder.vanished.plus(still.isEmpty() ? asked : asked.minus(UidSet.of(still.keySet())));
        for (long uid : still.keySet()) {
            if (still.get(uid) == 0) {
                work.warn("folder " + folder.pair + ", UID " + uid + ": empty message, not copied");
                folder.skipped = folder.skipped.plus(UidSet.range(uid, uid));
                continue;
            }
            folder.failed = folder.failed.plus(UidSet.range(uid, uid));
            String why = folder.unreadable.get(uid);
            work.warn("folder " + folder.pair + ", UID " + uid + ": the source lists it but "
                    + (why == null ? "gives no text" : "could not send it (" + why + ")") + ", not copied");
            folder.differs(uid, "gave no text at the source");
        }
    }

    @Override
    public void close() {
        if (reopened != null) {
            work.session.target.giveBack(reopened);
        }
    }
}
