// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.wire;

import java.time.Duration;
import org.mailmig.imap.error.ImapException;
import org.mailmig.imap.text.KnownReplies;
import org.mailmig.imap.text.Numbers;
import org.mailmig.imap.text.ServerText;

/**
 * A status reply (RFC 9051, 7.1), tagged or not.
 *
 * @param kind {@code OK NO BAD BYE PREAUTH}
 * @param code response code in upper case, empty where none
 * @param argument what follows the code inside the brackets, raw
 * @param text for people, raw
 */
public record Status(String kind, String code, String argument, String text) {

    public boolean ok() {
        return kind.equals("OK");
    }

    /** Reads {@code [CODE argument] text}. */
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

    /** A keyword in PERMANENTFLAGS may hold a bracket on some servers, so brackets inside a list do not count. */
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

    /** The same with what an untagged reply said before it. */
    public Status after(Status untagged) {
        return new Status(
                kind, code, argument, text + " (after an untagged " + untagged.kind + ": " + untagged.text + ")");
    }

    /** As {@link ImapException#backoff} returns it. */
    public Duration backoff() {
        return KnownReplies.backoff(code, text);
    }

    /** Does the server throttle, or is its text known to mean something that no form of the command changes? */
    public boolean isKnown() {
        return backoff() != null || KnownReplies.meaning(text) != null;
    }

    /** The argument as a number, or 0. */
    public long number() {
        return Numbers.parse(argument.trim());
    }

    /** The server's words as an operator may read them. */
    public String shown() {
        String shown = ServerText.shown(text);
        return code.isEmpty() ? shown : "[" + ServerText.shown(code) + "] " + shown;
    }

    public static String upper(String ascii) {
        return ascii.toUpperCase(java.util.Locale.ROOT);
    }
}
