// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.append;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.PermanentFlags;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.RunJoiner;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * The flags and dates that the messages of one folder carry in their APPENDs; fewer once the target has refused some. Flags that are
 * left out are set by STORE at the end, so that a refused flag or date never costs the message.
 */
final class AppendEnvelopes {
    /** Response codes that concern the message's size, the folder or the mailbox, not its flags or date (RFC 5530, RFC 7889). */
    private static final Set<String> NOT_OF_THE_ENVELOPE =
            Set.of("TOOBIG", "NOPERM", "NONEXISTENT", "TRYCREATE", "OVERQUOTA");

    private enum Part {
        ALL,
        SYSTEM_FLAGS_AND_DATE,
        DATE,
        NOTHING
    }

    private final StepContext work;
    private final FolderCopyState folder;
    private final Map<Long, Part> reduced = new HashMap<>();
    private final Map<Long, MessageInfo> late = new LinkedHashMap<>();

    AppendEnvelopes(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    /** Marks a streamed message. Its text cannot be sent a second time, so its keywords are set after it is stored. */
    void streams(MessageInfo message) {
        reduced.putIfAbsent(message.uid(), Part.SYSTEM_FLAGS_AND_DATE);
    }

    Flags flags(MessageInfo message) {
        Part part = reduced.isEmpty() ? Part.ALL : reduced.getOrDefault(message.uid(), Part.ALL);
        if (part.compareTo(Part.DATE) >= 0) {
            return Flags.NONE;
        }
        Set<String> permanent = part == Part.SYSTEM_FLAGS_AND_DATE
                ? Set.of()
                : folder.target().selected().permanentFlags();
        Flags flags = PermanentFlags.appendable(message.flags(), permanent);
        return folder.written().unheld().isEmpty()
                ? flags
                : flags.where(name -> !folder.written().unheld().contains(name));
    }

    OffsetDateTime date(MessageInfo message) {
        return reduced.get(message.uid()) == Part.NOTHING ? null : message.internalDate();
    }

    /** Returns whether a refusal with this code may concern flags or date. */
    static boolean mayBeRefused(String code, boolean passing) {
        return passing ? code.equals("LIMIT") : !NOT_OF_THE_ENVELOPE.contains(code);
    }

    /**
     * Removes something from the APPENDs that follow: first the keywords, then all flags, then the date. Returns false if nothing is
     * left to remove. Only a message sent alone loses more than its keywords.
     */
    boolean reduce(List<MessageInfo> messages) {
        boolean any = false;
        for (MessageInfo message : messages) {
            any |= reduce(message, messages.size() == 1 ? Part.NOTHING : Part.SYSTEM_FLAGS_AND_DATE);
        }
        return any;
    }

    private boolean reduce(MessageInfo message, Part least) {
        Flags flags = flags(message);
        OffsetDateTime date = date(message);
        for (Part part : Part.values()) {
            Part before = reduced.getOrDefault(message.uid(), Part.ALL);
            if (part.compareTo(before) > 0 && part.compareTo(least) <= 0) {
                reduced.put(message.uid(), part);
                if (!flags(message).equals(flags) || date != null && date(message) == null) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the message as it was sent: the ledger's base for later changes of its flags. */
    MessageInfo sent(MessageInfo message) {
        Flags flags = flags(message);
        return flags == message.flags()
                ? message
                : new MessageInfo(message.uid(), flags, message.internalDate(), message.size(), message.modSeq());
    }

    /** Notes a stored message, so that what it did not carry is set at the end. Returns what it should then be in the target. */
    MessageInfo landed(MessageInfo message, long targetUid) {
        if (!flags(message).equals(message.flags())) {
            late.put(targetUid, message);
        }
        if (date(message) == null && message.internalDate() != null) {
            folder.written().dateRefused(targetUid);
            return message.at(null);
        }
        return message;
    }

    /** Sets the flags that the APPENDs did not carry. The target folder must be selected. */
    void setLateFlags(ImapConnection target) throws IOException {
        if (late.isEmpty()) {
            return;
        }
        Map<Flags, List<Long>> byFlags = new LinkedHashMap<>();
        late.forEach((uid, message) -> byFlags.computeIfAbsent(
                        message.flags().minus(flags(message)), key -> new ArrayList<>())
                .add(uid));
        FlagWriter writer = new FlagWriter(folder);
        for (Map.Entry<Flags, List<Long>> some : byFlags.entrySet()) {
            work.checkNotStopping();
            writer.add(target, UidSet.of(some.getValue()), some.getKey());
        }
        work.uidMappings()
                .flags(
                        work.account(),
                        folder.state().id(),
                        RunJoiner.flags(late.values().stream()
                                .map(message -> FlagWriter.held(folder, message, flags(message)))
                                .sorted(Comparator.comparingLong(MessageInfo::uid))
                                .toList()));
        late.clear();
    }
}
