// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.error.LeaseLostException;
import org.mailmig.error.PermanentException;
import org.mailmig.identifiers.ConcurrentWriteException;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.error.ConnectionLostException;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.error.ProtocolException;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.AppendResult;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.PendingAppend;
import org.mailmig.mailbox.internal.connection.MailboxConnections;
import org.mailmig.mailbox.internal.fidelity.AlterationScanner;
import org.mailmig.mailbox.internal.fidelity.AtRiskVerify;
import org.mailmig.mailbox.internal.match.ForeignMessages;
import org.mailmig.mailbox.internal.match.InDoubtAppends;
import org.mailmig.mailbox.internal.match.LateAppends;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.RunJoiner;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.UidMapping;
import org.mailmig.mailbox.internal.uids.GapFillers;
import org.mailmig.mailbox.internal.uids.PlacementStep;
import org.mailmig.mailbox.internal.uids.UidPlacement;

/**
 * Copies messages with FETCH at the source and APPEND at the target, batch by batch in UID order. For each batch the intent is
 * journalled, the batch is sent, and the result is journalled. A refused batch is halved until the bad message is found; the messages
 * of a batch in doubt are looked up in the target before they are sent again.
 */
final class MessageCopier implements AutoCloseable {
    private static final int LOSSES_WITHOUT_PROGRESS = 3;
    /** Limit of consecutive messages at which the target disconnects although each new login succeeds. */
    private static final int MOST_UNTAKEN = 3;

    private final StepContext work;
    private final Step step;
    private final boolean clone;
    private final FolderCopyState folder;
    private final ReadOnlyConnection source;
    private final Runnable goOn;
    /** Bytes actually sent, by source UID: RFC822.SIZE is only a hint. */
    private final Map<Long, Long> sizes = new HashMap<>();
    /** Messages without any text: Dovecot and Cyrus refuse an empty message, and a Maildir shows an expunged one as empty. */
    private final List<MessageInfo> textless = new ArrayList<>();

    private final UidPlacement places;
    private final AppendEnvelopes envelopes;
    private final MessageRefusals refusals;
    private final ThrottleWait backoff;
    /** Streamed messages that were refused: they are fetched once more, and sent with fewer flags. */
    private final List<MessageInfo> onceMore = new ArrayList<>();
    /** Source UIDs that one of our APPENDs in doubt stored after all. */
    private UidSet landedLate = UidSet.empty();

    private ImapConnection target;
    private ImapConnection reopened;
    private long uidNext;
    private int losses;
    private int untaken;
    private boolean landed;
    /** The target reported an APPEND as a syntax error: from now on it is sent no literal before it asks for it. */
    private boolean careful;
    /** Whether the text of a streamed message has begun to flow. */
    private boolean flowed;
    /** The largest target UID that an APPEND of this pass received. */
    private long lastLanded;

    private boolean fetching = true;

    MessageCopier(
            StepContext work,
            Step step,
            boolean clone,
            FolderCopyState folder,
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
        this.uidNext = folder.target().status().uidNext();
        this.places = new UidPlacement(work, folder, clone && step == Step.COPY);
        this.envelopes = new AppendEnvelopes(work, folder);
        this.refusals = new MessageRefusals(work);
        this.backoff = new ThrottleWait(work);
    }

    void copy(List<MessageInfo> missing) throws IOException {
        relay(missing);
        while (!onceMore.isEmpty()) {
            List<MessageInfo> again = List.copyOf(onceMore);
            onceMore.clear();
            relay(again);
        }
        fetching = false;
        places.removePlaceholders(target);
        envelopes.setLateFlags(target);
        nameRefused();
        lookForVanished();
    }

    private void relay(List<MessageInfo> messages) throws IOException {
        try (BatchFetcher fetcher = new BatchFetcher(work, folder, source, Batch.cut(messages))) {
            for (FetchedBatch fetched = fetcher.next(); fetched != null; fetched = fetcher.next()) {
                try {
                    goOn.run();
                    noteVanished(fetched.vanished());
                    append(fetched, remaining(fetched.present(), landedLate));
                } finally {
                    fetched.streamDone().countDown();
                    work.memory().giveBack(fetched.held());
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

    private void append(FetchedBatch fetched, List<MessageInfo> messages) throws IOException {
        List<MessageInfo> left = messages;
        flowed = false;
        while (!left.isEmpty()) {
            PlacementStep placement = places.next(left, uidNext, target);
            uidNext = Math.max(uidNext, placement.uidNext());
            List<MessageInfo> again = append(fetched, left.subList(0, placement.count()), placement);
            left = remaining(
                    Stream.concat(again.stream(), left.stream().skip(placement.count()))
                            .toList(),
                    landedLate);
        }
    }

    /** Appends the messages. Returns those to try again. */
    private List<MessageInfo> append(FetchedBatch fetched, List<MessageInfo> messages, PlacementStep placement)
            throws IOException {
        PendingAppend intent = placement.intend(messages);
        try {
            AppendResult appended = placement.put(target, messages, outgoing(fetched, messages));
            landed(intent, messages, placement.messages(intent, appended), placement.expected(messages));
            return List.of();
        } catch (ConcurrentWriteException e) {
            work.copies().dropped(work.account(), intent);
            unexpected(uidNext, e.uidNext());
            uidNext = e.uidNext();
            return again(fetched, messages, e);
        } catch (CommandRefusedException e) {
            if (placement.writes()) {
                work.copies().dropped(work.account(), intent);
                places.giveUp(e.getMessage());
                return again(fetched, messages, e);
            }
            if (placement.fills() && stored(e) > 0) { // which of them are messages is found by a lookup
                return remaining(messages, lookUp(intent, e));
            }
            if (e.full() && stored(e) == 0) {
                work.copies().dropped(work.account(), intent);
                if (places.makeRoom(target, placement.fills())) {
                    return again(fetched, messages, e);
                }
            }
            return afterRefusal(fetched, messages, intent, e);
        } catch (ProtocolException e) {
            careful = true;
            List<MessageInfo> left = remaining(messages, lookUp(intent, e));
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
            List<MessageInfo> left = remaining(messages, lookUp(intent, e));
            return ++losses <= LOSSES_WITHOUT_PROGRESS ? left : cutOff(fetched, left, e);
        }
    }

    /**
     * Handles a target that accepts the login and disconnects at these messages each time. One of them is the cause if the target has
     * accepted others, or disconnects again after a wait; otherwise the target may have a temporary problem.
     */
    private List<MessageInfo> cutOff(FetchedBatch fetched, List<MessageInfo> messages, ConnectionLostException e)
            throws IOException {
        boolean proven = landed || work.hasWaited();
        if (messages.size() == 1 && (!proven || ++untaken > MOST_UNTAKEN)) {
            throw e;
        }
        return halved(fetched, messages, "the target breaks off at it: " + e.getMessage());
    }

    /** Retries the messages. A streamed text cannot be sent again: the next attempt at the account fetches it again. */
    private List<MessageInfo> again(FetchedBatch fetched, List<MessageInfo> messages, IOException e)
            throws IOException {
        if (isGone(fetched)) {
            throw e;
        }
        return messages;
    }

    private List<AppendMessage> outgoing(FetchedBatch fetched, List<MessageInfo> messages) {
        List<AppendMessage> outgoing = new ArrayList<>();
        for (MessageInfo message : messages) {
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
                folder.setShorter(folder.shorter().plus(UidSet.range(message.uid(), message.uid())));
            }
            if (fetched.stream() != null) {
                outgoing.add(new AppendMessage(flags, date, size, out -> {
                    flowed = true;
                    AlterationScanner look = new AlterationScanner(out);
                    fetched.stream().transferTo(look);
                    AtRiskVerify.note(folder, message.uid(), look.kinds(), null);
                }));
            } else {
                byte[] text = fetched.texts().get(message.uid());
                AtRiskVerify.note(folder, message.uid(), AlterationScanner.kinds(text), text);
                outgoing.add(new AppendMessage(flags, date, size, out -> out.write(text)));
            }
        }
        return outgoing;
    }

    /** Records stored messages. {@code expected} are the UIDs that are due; empty if the UIDs only have to ascend. */
    private void landed(PendingAppend intent, List<MessageInfo> messages, AppendResult appended, List<Long> expected)
            throws IOException {
        List<Long> uids = appended.uids();
        if (appended.uidValidity() != 0
                && appended.uidValidity() != folder.state().targetUidValidity()) {
            throw new IOException("the target folder was made anew meanwhile (UIDVALIDITY changed)");
        }
        if (uids.size() != messages.size()) {
            landedWithoutUids(intent, messages);
            return;
        }
        List<MessageInfo> single = keptOnce(messages, uids);
        if (!single.isEmpty()) {
            recordOthers(intent, messages, uids, single);
            return;
        }
        long next = uidNext;
        record(intent, messages, uids);
        if (clone && next > 0) {
            expectNoOthers(next, uids, expected);
        }
        uidNext = uids.get(uids.size() - 1) + 1;
        losses = 0;
        untaken = 0;
        landed = true;
        refusals.landed();
        backoff.succeeded();
    }

    /** Looks at the first UID that is not the next one: an APPEND may have been several commands, and others may write in between. */
    private void expectNoOthers(long next, List<Long> uids, List<Long> expected) throws IOException {
        long due = next;
        for (int i = 0; i < uids.size(); i++) {
            due = expected.isEmpty() ? due : expected.get(i);
            if (uids.get(i) != due) {
                unexpected(due, uids.get(i));
                return;
            }
            due++;
        }
    }

    /** Returns messages for which the target said OK and returned the UID of another message: it keeps only one of two equal messages. */
    private List<MessageInfo> keptOnce(List<MessageInfo> messages, List<Long> uids) {
        List<MessageInfo> single = new ArrayList<>();
        long last = lastLanded;
        for (int i = 0; i < uids.size(); i++) {
            if (uids.get(i) <= last || folder.targetBefore().contains(uids.get(i))) {
                single.add(messages.get(i));
            } else {
                last = uids.get(i);
            }
        }
        return single;
    }

    private void recordOthers(
            PendingAppend intent, List<MessageInfo> messages, List<Long> uids, List<MessageInfo> single) {
        List<MessageInfo> others = new ArrayList<>();
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
            work.copies().dropped(work.account(), intent);
        } else {
            record(intent, others, theirs);
            uidNext = theirs.get(theirs.size() - 1) + 1;
        }
    }

    /** Handles an unexpected UID: either one of our APPENDs in doubt was stored after all, or another client is writing. */
    private void unexpected(long due, long got) throws IOException {
        target.noop();
        LateAppends late = new LateAppends(work, folder);
        UidSet landed = atSource(examined -> late.lookAgain(examined, target));
        landedLate = landedLate.plus(landed);
        if (landed.isEmpty() && late.doubles().isEmpty()) {
            new ForeignMessages(work, folder).unexpected(due, got);
            return;
        }
        places.unsure();
        new GapFillers(work, folder).remove(target);
        UidSet others = target.searchFrom(due)
                .minus(UidMapping.targetUids(
                        work.copies().pairings(folder.state().id())))
                .minus(late.doubles())
                .and(UidSet.range(due, got - 1));
        if (!others.isEmpty()) {
            new ForeignMessages(work, folder).unexpected(due, got);
            return;
        }
        work.warn("folder " + folder.pair() + ": an APPEND of an earlier worker landed late; it took target UIDs from "
                + due + " on, and messages that were due there get later ones where it did not bring them itself");
    }

    /** Finds out where the messages are in a target without UIDPLUS. */
    private void landedWithoutUids(PendingAppend intent, List<MessageInfo> messages) throws IOException {
        target.noop();
        List<Long> found =
                target.searchFrom(Math.max(1, uidNext)).stream().boxed().toList();
        if (found.size() == messages.size()) {
            record(intent, messages, found);
        } else {
            UidSet settled = atSource(examined -> new InDoubtAppends(work, folder).lookFor(intent, examined, target));
            count(messages.stream()
                    .filter(message -> settled.contains(message.uid()))
                    .toList());
        }
        if (!found.isEmpty()) {
            uidNext = found.get(found.size() - 1) + 1;
        }
    }

    private void record(PendingAppend intent, List<MessageInfo> messages, List<Long> uids) {
        List<Long> sourceUids = messages.stream().map(MessageInfo::uid).toList();
        try {
            Map<Long, Integer> atRisk = new HashMap<>();
            sourceUids.stream()
                    .filter(folder.atRisk()::containsKey)
                    .forEach(uid -> atRisk.put(uid, folder.atRisk().get(uid).kinds()));
            work.copies()
                    .landed(
                            work.account(),
                            intent,
                            RunJoiner.pairings(sourceUids, uids, true),
                            RunJoiner.flags(sent(messages)),
                            atRisk);
        } catch (LeaseLostException e) {
            withdraw(intent, UidSet.of(uids), e);
            throw e;
        }
        for (int i = 0; i < messages.size(); i++) {
            lastLanded = Math.max(lastLanded, uids.get(i));
            MessageInfo message = messages.get(i);
            MessageInfo there = envelopes.landed(message, uids.get(i));
            folder.written().add(new FolderCopyState.Written(there, uids.get(i), message.flags(), size(message)));
        }
        count(messages);
    }

    private List<MessageInfo> sent(List<MessageInfo> messages) {
        return messages.stream().map(envelopes::sent).toList();
    }

    /**
     * Withdraws a batch that was under way when we were stopped and lost the lease. As long as the intent is in the journal, the new
     * lease holder looks for the batch; after that nobody does. A message that the new holder has not paired by now is a duplicate that
     * only this process knows of.
     */
    private void withdraw(PendingAppend intent, UidSet uids, LeaseLostException lost) {
        try {
            if (work.copies().stands(intent)) {
                return;
            }
            UidSet doubles = uids.minus(
                    UidMapping.targetUids(work.copies().pairings(folder.state().id())));
            if (!doubles.isEmpty() && target.removesSingly()) {
                target.remove(doubles);
            }
        } catch (IOException e) {
            lost.addSuppressed(e);
        }
    }

    private long size(MessageInfo message) {
        return sizes.getOrDefault(message.uid(), message.size());
    }

    private void count(List<MessageInfo> messages) {
        synchronized (work.account()) {
            work.account().getResult().copied += messages.size();
            messages.forEach(message -> work.account().getResult().bytes += size(message));
        }
        work.settled(step, messages.size());
    }

    private static int stored(CommandRefusedException refused) {
        return refused.stored() == null ? 0 : refused.stored().uids().size();
    }

    /** Handles NO: what was stored is journalled, the rest is tried in halves, and a message that is refused alone is reported. */
    private List<MessageInfo> afterRefusal(
            FetchedBatch fetched, List<MessageInfo> messages, PendingAppend intent, CommandRefusedException refused)
            throws IOException {
        int stored = stored(refused);
        if (stored > 0) {
            landed(intent, messages.subList(0, stored), refused.stored(), List.of());
        } else {
            work.copies().dropped(work.account(), intent);
        }
        List<MessageInfo> left = messages.subList(stored, messages.size());
        if (refused.full()) {
            return left.size() > 1 ? halved(fetched, left, refused.getMessage()) : suspect(left.get(0), refused);
        }
        boolean ofFolder = refused.code().equals("TRYCREATE") || refused.code().equals("NONEXISTENT");
        if (ofFolder && !stillThere()) {
            throw new IOException(
                    "the target folder is gone since it was listed", refused); // the next pass looks again
        }
        if (AppendEnvelopes.mayBeRefused(refused.code(), refused.passing()) && envelopes.reduce(left)) {
            return withLess(fetched, left);
        }
        return refused.passing() ? afterWait(fetched, left, refused) : halved(fetched, left, refused.getMessage());
    }

    private boolean stillThere() throws IOException {
        try {
            return target.select(folder.pair().targetRaw()).status().uidValidity()
                    == folder.state().targetUidValidity();
        } catch (CommandRefusedException e) {
            return false;
        }
    }

    /** Retries with fewer flags. A streamed text is fetched again at the end. */
    private List<MessageInfo> withLess(FetchedBatch fetched, List<MessageInfo> messages) {
        if (isGone(fetched)) {
            onceMore.addAll(messages);
            return List.of();
        }
        return messages;
    }

    private boolean isGone(FetchedBatch fetched) {
        return fetched.stream() != null && flowed;
    }

    /** Waits as the server asks. If waiting does not help and the target accepts other messages, one of these is the cause. */
    private List<MessageInfo> afterWait(FetchedBatch fetched, List<MessageInfo> messages, ImapException fault)
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

    private List<MessageInfo> suspect(MessageInfo message, ImapException why) throws IOException {
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
        return new PermanentException(
                "account " + work.account().getAccount() + ": the mailbox of "
                        + work.session().target().who() + " is full (" + refused.getMessage()
                        + "); raise its quota, then retry.",
                refused,
                Outcome.PARTIAL);
    }

    private static boolean isFull(ImapException fault) {
        return fault instanceof CommandRefusedException refused && refused.full();
    }

    /** Sends the first half and returns the second. A single message is given up. */
    private List<MessageInfo> halved(FetchedBatch fetched, List<MessageInfo> messages, String why) throws IOException {
        if (messages.size() <= 1) {
            messages.forEach(message -> refusals.refused(message, why));
            return List.of();
        }
        int half = messages.size() / 2;
        append(fetched, messages.subList(0, half));
        return messages.subList(half, messages.size());
    }

    private void failed(MessageInfo message, String why) {
        folder.setFailed(folder.failed().plus(UidSet.range(message.uid(), message.uid())));
        String text =
                "folder " + folder.pair() + ", UID " + message.uid() + ": refused by the target, not copied: " + why;
        work.warn(text);
        folder.differs(message.uid(), "was refused by the target: " + why);
        work.settled(step, 1);
    }

    private UidSet lookUp(PendingAppend intent, IOException lost) throws IOException {
        target.abort();
        target = work.session().target().lend();
        reopened = target;
        if (careful) {
            target.waitBeforeLiterals();
        }
        var again = target.select(folder.pair().targetRaw());
        if (again.status().uidValidity() != folder.state().targetUidValidity()) {
            throw new IOException("UIDVALIDITY of the target changed after the connection was lost", lost);
        }
        UidSet landed = atSource(examined -> new InDoubtAppends(work, folder).lookFor(intent, examined, target));
        uidNext = again.status().uidNext();
        places.unsure();
        return landed;
    }

    private void lookUpIfPossible(PendingAppend intent, IOException lost) {
        try {
            lookUp(intent, lost);
        } catch (IOException e) {
            lost.addSuppressed(e); // the intent stays open: the next run looks for it
        }
    }

    /** Runs a lookup on another connection than the one that fetches, which may need this one as soon as its own is lost. */
    private <T> T atSource(MailboxConnections.Use<ReadOnlyConnection, T> look) throws IOException {
        boolean own = !fetching && source.isOpen();
        ReadOnlyConnection examined = own ? source : work.session().source().lendAnother();
        try {
            examined.examine(folder.pair().source().rawName());
            return look.on(examined);
        } finally {
            if (!own) {
                work.session().source().giveBack(examined);
            }
        }
    }

    /** Returns what the lookup did not find, and counts what it found. */
    private List<MessageInfo> remaining(List<MessageInfo> messages, UidSet landed) {
        count(messages.stream()
                .filter(message -> landed.contains(message.uid()))
                .toList());
        return messages.stream()
                .filter(message -> !landed.contains(message.uid()))
                .toList();
    }

    private void noteVanished(List<MessageInfo> messages) {
        textless.addAll(messages);
        work.settled(step, messages.size());
    }

    /**
     * Sorts messages without text: one that a new search does not list was expunged in the meantime; any other could not be read, which
     * is a failure.
     */
    private void lookForVanished() throws IOException {
        if (textless.isEmpty()) {
            return;
        }
        UidSet asked = MessageInfo.uids(textless);
        Map<Long, Long> still = new TreeMap<>();
        atSource(examined -> {
            examined.fetchFacts(asked, message -> still.put(message.uid(), message.size()));
            return null;
        });
        folder.setVanished(folder.vanished().plus(still.isEmpty() ? asked : asked.minus(UidSet.of(still.keySet()))));
        for (long uid : still.keySet()) {
            if (still.get(uid) == 0) {
                work.warn("folder " + folder.pair() + ", UID " + uid + ": empty message, not copied");
                folder.setSkipped(folder.skipped().plus(UidSet.range(uid, uid)));
                continue;
            }
            folder.setFailed(folder.failed().plus(UidSet.range(uid, uid)));
            String why = folder.unreadable().get(uid);
            work.warn("folder " + folder.pair() + ", UID " + uid + ": the source lists it but "
                    + (why == null ? "gives no text" : "could not send it (" + why + ")") + ", not copied");
            folder.differs(uid, "gave no text at the source");
        }
    }

    @Override
    public void close() {
        if (reopened != null) {
            work.session().target().giveBack(reopened);
        }
    }
}
