// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.server;

import java.text.Normalizer;
import java.util.Locale;
import org.mailmig.imap.text.ModifiedUtf7;

/**
 * One namespace of a server (RFC 2342).
 *
 * @param prefix raw, as the server sent it; may be empty
 * @param separator 0 if the namespace is flat
 */
public record Namespace(String prefix, char separator) {
    private static final String INBOX = "INBOX";

    /** Returns the prefix without a separator at its end: the name of the namespace's root folder. */
    public String root() {
        boolean ended = separator != 0 && !prefix.isEmpty() && prefix.charAt(prefix.length() - 1) == separator;
        return ended ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    /** Returns whether the name is in this namespace or its root. Only INBOX is case-insensitive (RFC 9051, 5.1). */
    public boolean holds(String rawName) {
        String name = inboxFolded(rawName);
        String own = inboxFolded(prefix);
        return prefix.isEmpty() || name.startsWith(own) || name.equals(inboxFolded(root()));
    }

    /** Does the same as {@link #holds} for a name to be created: servers differ in which letters they regard as equal. */
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
