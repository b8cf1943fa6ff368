// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.wire;

import java.time.Duration;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.text.KnownReplies;
import org.mailmig.imap.text.Numbers;
import org.mailmig.imap.text.ServerText;

/**
 * A status response (RFC 9051, 7.1), tagged or not.
 *
 * @param kind {@code OK NO BAD BYE PREAUTH}
 * @param code response code in upper case, empty if there is none
 * @param argument what follows the code inside the brackets, raw
 * @param text the human-readable text, raw
 */
public record Status(String kind, String code, String argument, String text) {

    public boolean ok() {
        return kind.equals("OK");
    }

    /** Parses {@code [CODE argument] text}. */
    public static Status of(String kind, String line) {
        if (!line.startsWith("[")) {
            return new Status(kind, "", "", line);
        }
        int end = closing(line);
        if (end < 0) {
            return new Status(kind, "", "", line);
        }
        String inside = line.substring(1, end);
        int blank = inside.indexOf(' ');
        String code = blank < 0 ? inside : inside.substring(0, blank);
        String argument = blank < 0 ? "" : inside.substring(blank + 1);
        return new Status(kind, upper(code), argument, line.substring(end + 1).trim());
    }

    /**
     * Returns the position of the closing bracket. Brackets inside a list are ignored, because on some servers a keyword in
     * PERMANENTFLAGS may contain one.
     */
    private static int closing(String line) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                }
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '(' || c == ')') {
                depth += c == '(' ? 1 : -1;
            } else if (c == ']' && depth <= 0) {
                return i;
            }
        }
        return line.indexOf(']');
    }

    /** Returns the same with the text of an untagged response before it. */
    public Status after(Status untagged) {
        return new Status(
                kind, code, argument, text + " (after an untagged " + untagged.kind + ": " + untagged.text + ")");
    }

    /** Returns the value for {@link ImapException#backoff}. */
    public Duration backoff() {
        return KnownReplies.backoff(code, text);
    }

    /** Returns whether the server throttles, or its text is known to have a cause that no other form of the command changes. */
    public boolean isKnown() {
        return backoff() != null || KnownReplies.meaning(text) != null;
    }

    /** Returns the argument as a number, or 0. */
    public long number() {
        return Numbers.parse(argument.trim());
    }

    /** Returns the response text in a form safe for the operator. */
    public String shown() {
        String shown = ServerText.shown(text);
        return code.isEmpty() ? shown : "[" + ServerText.shown(code) + "] " + shown;
    }

    public static String upper(String ascii) {
        return ascii.toUpperCase(java.util.Locale.ROOT);
    }
}
