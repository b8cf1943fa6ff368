// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.server;

import java.text.Normalizer;
import java.util.Locale;
import org.mailmig.imap.text.ModifiedUtf7;

/**
 * One namespace of a server (RFC 2342).
 *
 * @param prefix raw, as the server gave it; may be empty
 * @param separator 0 where the namespace is flat
 */
public record Namespace(String prefix, char separator) {
    private static final String INBOX = "INBOX";

    /** The prefix without a separator at its end: the name of the folder above all others of the namespace. */
    public String root() {
        boolean ended = separator != 0 && !prefix.isEmpty() && prefix.charAt(prefix.length() - 1) == separator;
        return ended ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    /** Does the name lie here, or is it the root? Only INBOX is the same in any case (RFC 9051, 5.1). */
    public boolean holds(String rawName) {
        String name = inboxFolded(rawName);
        String own = inboxFolded(prefix);
        return prefix.isEmpty() || name.startsWith(own) || name.equals(inboxFolded(root()));
    }

    /** {@link #holds} for a name that is to be made: servers differ in what they take for the same letter. */
    public boolean mayHold(String rawName) {
        String name = folded(rawName);
        return prefix.isEmpty() || name.startsWith(folded(prefix)) || name.equals(folded(root()));
    }

    private static String inboxFolded(String raw) {
        return raw.regionMatches(true, 0, INBOX, 0, INBOX.length()) ? INBOX + raw.substring(INBOX.length()) : raw;
    }

    private static String folded(String raw) {
        return Normalizer.normalize(ModifiedUtf7.decode(raw), Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }
}
