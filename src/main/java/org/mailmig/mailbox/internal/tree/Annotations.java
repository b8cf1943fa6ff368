// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.tree;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.model.FolderExtras;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Copies annotations of a clone's folders and of the mailbox as a whole (RFC 5464). Special uses are copied elsewhere, and values that
 * a server computes (Cyrus' sizes, checksums and identifiers) are meaningless on another server.
 */
final class Annotations {
    private static final String CYRUS = "/vendor/cmu/cyrus-imapd/";

    /** What an owner or admin sets at Cyrus (its manual, "annotations"); the other entries below its vendor name are computed. */
    private static final Set<String> CYRUS_SETTINGS =
            Set.of("archive", "delete", "expire", "news2mail", "pop3showafter", "sieve", "sortorder", "squat");

    private static final Pattern NAME = Pattern.compile("(/[!-~&&[^/*%]]+)+");

    private final StepContext work;

    Annotations(StepContext work) {
        this.work = work;
    }

    /** Returns the source's entries that the target should have. {@code raw} is empty for the mailbox as a whole. */
    Map<String, String> wanted(String what, String raw, FolderExtras source) {
        Map<String, String> wanted = new TreeMap<>();
        source.annotations().forEach((entry, value) -> {
            if (!NAME.matcher(entry).matches()) {
                work.warn(what + ": an annotation was not copied because its name is not valid (RFC 5464, 3.2): "
                        + entry);
            } else if (isCarried(raw, entry)) {
                wanted.put(entry, value);
            }
        });
        if (source.tooLong() > 0) {
            work.warn(what + ": annotations of up to " + source.tooLong() + " bytes are too long to be copied");
        }
        return wanted;
    }

    private static boolean isCarried(String raw, String entry) {
        if (entry.equals("/private/specialuse") || raw.isEmpty() && entry.startsWith("/shared/")) {
            return false; // the latter belong to the server, not to this mailbox
        }
        int vendor = entry.indexOf(CYRUS);
        return vendor < 0 || CYRUS_SETTINGS.contains(entry.substring(vendor + CYRUS.length()));
    }

    /** Sets what the target does not have yet. Refused entries are reported. */
    void set(String what, String raw, Map<String, String> wanted, FolderExtras there, ImapConnection target)
            throws IOException {
        for (Map.Entry<String, String> entry : wanted.entrySet()) {
            if (entry.getValue().equals(there.annotations().get(entry.getKey()))) {
                continue;
            }
            Optional<String> refusal = isSendable(entry.getValue())
                    ? target.annotate(raw, entry.getKey(), entry.getValue())
                    : Optional.of("it contains NUL bytes, which an IMAP string cannot");
            refusal.ifPresent(
                    why -> work.warn(what + ": the annotation " + entry.getKey() + " was not copied: " + why));
        }
    }

    private static boolean isSendable(String value) {
        return value.indexOf('\0') < 0;
    }
}
