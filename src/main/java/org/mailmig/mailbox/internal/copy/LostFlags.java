// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.copy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.PermanentFlags;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.append.FlagWriter;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.RunJoiner;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.mailbox.internal.state.WrittenMessages;
import org.mailmig.text.Plural;

/**
 * Sets again, by STORE, the flags that an APPEND carried and the target did not keep. Flags that are still not kept, and that
 * PERMANENTFLAGS does not promise, are reported as not kept by the target.
 */
public final class LostFlags {
    private final StepContext work;
    private final FolderCopyState folder;
    private final boolean strict;

    /** @param strict whether this migration is the target's only client: its owner cannot have removed a missing flag */
    public LostFlags(StepContext work, FolderCopyState folder, boolean strict) {
        this.work = work;
        this.folder = folder;
        this.strict = strict;
    }

    /** Returns the flags that the message should have in the target. */
    public static Flags expected(FolderCopyState folder, WrittenMessages.Written written) {
        return folder.written().unheld().isEmpty()
                ? written.flags()
                : written.flags().where(flag -> !folder.written().unheld().contains(flag));
    }

    /** @param there the target's messages by UID; changed ones are replaced */
    public void setAgain(Map<Long, MessageInfo> there) {
        Map<Long, WrittenMessages.Written> lacking = new LinkedHashMap<>();
        Map<Flags, List<Long>> byFlags = new HashMap<>();
        for (WrittenMessages.Written written : folder.written().messages()) {
            MessageInfo now = there.get(written.targetUid());
            Flags missing = now == null ? Flags.NONE : missing(written, now);
            if (!missing.isEmpty()) {
                lacking.put(written.targetUid(), written);
                byFlags.computeIfAbsent(missing, key -> new ArrayList<>()).add(written.targetUid());
            }
        }
        if (lacking.isEmpty()) {
            return;
        }
        WireErrors.on(
                "account " + work.account().getAccount() + ", verifying folder " + folder.pair(),
                () -> work.session().target().with(target -> {
                    set(target, byFlags, UidSet.of(lacking.keySet()), there);
                    return null;
                }));
        lacking.values().forEach(written -> folder.written()
                .flagsNotKept(missing(written, there.get(written.targetUid()))
                        .where(this::isNoPromise)
                        .names()));
        work.uidMappings()
                .flags(
                        work.account(),
                        folder.state().id(),
                        RunJoiner.flags(lacking.values().stream()
                                .sorted((a, b) -> Long.compare(
                                        a.source().uid(), b.source().uid()))
                                .map(written -> FlagWriter.held(
                                        folder,
                                        written.source(),
                                        there.get(written.targetUid()).flags()))
                                .toList()));
    }

    private Flags missing(WrittenMessages.Written written, MessageInfo now) {
        Flags missing = expected(folder, written).minus(now.flags());
        return strict || missing.isEmpty() ? missing : missing.where(this::isNoPromise);
    }

    private boolean isNoPromise(String flag) {
        return !PermanentFlags.isPermanent(flag, folder.target().selected().permanentFlags());
    }

    private void set(ImapConnection target, Map<Flags, List<Long>> byFlags, UidSet all, Map<Long, MessageInfo> there)
            throws IOException {
        target.select(folder.pair().targetRaw());
        FlagWriter writer = new FlagWriter(folder);
        for (Map.Entry<Flags, List<Long>> some : byFlags.entrySet()) {
            writer.add(target, UidSet.of(some.getValue()), some.getKey());
        }
        target.fetchFacts(all, message -> there.put(message.uid(), message));
    }

    /** Reports the flags that the target does not keep. */
    public void report() {
        if (!folder.written().unheld().isEmpty()) {
            work.warn("folder " + folder.pair() + ": the target does not keep these flags, "
                    + Plural.of(folder.written().lackingFlags(), "message is", "messages are") + " there without them: "
                    + FlagWriter.named(folder.written().unheld()));
        }
    }
}
