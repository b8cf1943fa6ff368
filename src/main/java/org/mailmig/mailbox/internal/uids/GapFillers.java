// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.uids;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.model.AppendMessage;
import org.mailmig.imap.model.Flags;
import org.mailmig.imap.text.UidSet;
import org.mailmig.ledger.copy.GapFiller;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Tiny messages that occupy UIDs that no longer exist at the source, while a clone is being written. They are appended with {@code
 * \Deleted}, and only those whose UIDs are in the journal are removed: as the target confirmed them, or else recognised by their text.
 */
public final class GapFillers {
    private static final OffsetDateTime ANY_DATE = OffsetDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    static final Flags FLAGS = Flags.of("\\Deleted", "\\Seen");
    private final StepContext work;
    private final FolderCopyState folder;

    public GapFillers(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    private static byte[] text(String token) {
        return ("X-Mailmig-Placeholder: " + token + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    static AppendMessage outgoing(String token) {
        byte[] text = text(token);
        return new AppendMessage(FLAGS, ANY_DATE, text.length, out -> out.write(text));
    }

    /** Removes what an earlier run or a lost connection left. Returns the UIDs that are removed now. The folder must be selected. */
    public UidSet remove(ImapConnection target) throws IOException {
        List<GapFiller> journal = work.copies().placeholders(folder.state().id());
        if (journal.isEmpty()) {
            return UidSet.empty();
        }
        Set<String> tokens = journal.stream().map(GapFiller::token).collect(Collectors.toSet());
        long first = journal.stream()
                .mapToLong(each -> UidSet.parse(each.uids()).first())
                .min()
                .orElseThrow();
        List<Long> found = find(target, first, tokens);
        if (!found.isEmpty()) {
            // Another client's mail may have shifted them: correct the journal before anything is removed.
            work.copies()
                    .placed(
                            work.account(),
                            journal.get(0).intent(),
                            UidSet.of(found).toString());
        }
        UidSet gone = UidSet.of(found);
        expunge(target, gone);
        work.copies().placeholdersGone(work.account(), folder.state().id());
        return gone;
    }

    private List<Long> find(ImapConnection target, long first, Set<String> tokens) throws IOException {
        List<byte[]> texts = tokens.stream().map(GapFillers::text).toList();
        Set<Long> sizes = texts.stream().map(text -> (long) text.length).collect(Collectors.toCollection(HashSet::new));
        UidSet from = target.searchFrom(first);
        List<Long> small = new ArrayList<>();
        if (!from.isEmpty()) {
            target.fetchFacts(from, message -> {
                if (sizes.contains(message.size()) && message.flags().has("\\Deleted")) {
                    small.add(message.uid());
                }
            });
        }
        List<Long> found = new ArrayList<>();
        if (!small.isEmpty()) {
            target.fetchBodies(UidSet.of(small), (uid, size, octets) -> {
                byte[] text = octets.readNBytes(Math.toIntExact(size));
                if (texts.stream().anyMatch(each -> Arrays.equals(each, text))) {
                    found.add(uid);
                }
            });
        }
        found.sort(null);
        return found;
    }

    /** Removes placeholders that the target has confirmed at these UIDs. */
    void expunge(ImapConnection target, UidSet uids) throws IOException {
        if (!uids.isEmpty()) {
            target.expunge(uids);
            work.copies().placeholdersGone(work.account(), folder.state().id());
        }
    }
}
