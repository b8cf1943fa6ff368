// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fidelity;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds how a target altered a message, by comparing the bytes that were sent with those that it stores. Each difference is explained
 * by something that servers always do, or the message counts as different. Goes through both texts once.
 */
final class Alteration {
    /** Fields that mail stores add and remove by themselves: the mbox format keeps flags and UIDs in them. */
    private static final Set<String> OF_STORES = Set.of(
            "status",
            "x-status",
            "x-keywords",
            "x-uid",
            "x-uidl",
            "x-imap",
            "x-imapbase",
            "content-length",
            "lines",
            "return-path",
            "delivered-to",
            "x-original-to",
            "envelope-to",
            "x-mozilla-status",
            "x-mozilla-status2",
            "x-mozilla-keys");

    private static final int LONG_LINE = 900;
    private static final int MOST_NAME = 60;

    private final MessageBytes sent;
    private final MessageBytes stored;
    private final Set<String> reasons = new TreeSet<>();
    private int i;
    private int j;
    /** Where the compared lines begin. */
    private int sentLine;

    private int storedLine;
    private boolean header = true;
    private boolean lineBegun;

    private Alteration(MessageBytes sent, MessageBytes stored) {
        this.sent = sent;
        this.stored = stored;
    }

    /**
     * Returns why the two differ, for the sentence "the target does not keep ..."; an empty set if they are the same, and {@link
     * Optional#empty} if they differ in something that no server always does.
     */
    static Optional<Set<String>> reasons(MessageBytes sent, MessageBytes stored) {
        Alteration alteration = new Alteration(sent, stored);
        return alteration.isExplained() ? Optional.of(alteration.reasons) : Optional.empty();
    }

    private boolean isExplained() {
        while (i < sent.length() || j < stored.length()) {
            if (i < sent.length() && sent.at(i) == stored.at(j)) {
                step(true, true);
            } else if (!explained()) {
                return false;
            }
        }
        return true;
    }

    /** Advances by one byte in either or both. */
    private void step(boolean ofSent, boolean ofStored) {
        if (ofSent) {
            int octet = sent.at(i++);
            if (octet == '\n') {
                header = header && lineBegun;
                lineBegun = false;
                sentLine = i;
            } else {
                lineBegun |= octet != '\r';
            }
        }
        if (ofStored && stored.at(j++) == '\n') {
            storedLine = j;
        }
    }

    private boolean because(String reason, boolean ofSent, boolean ofStored) {
        reasons.add(reason);
        step(ofSent, ofStored);
        return true;
    }

    private boolean explained() {
        return header && field() || octet() || lineEnd() || line() || end();
    }

    /** Handles bytes that some servers replace or drop. */
    private boolean octet() {
        int octet = sent.at(i);
        boolean replaced = stored.at(j) >= 0 && stored.at(j) != '\r' && stored.at(j) != '\n';
        boolean dropped = stored.at(j) == sent.at(i + 1) && stored.at(j + 1) != sent.at(i + 1);
        if (octet == 0) {
            return because("NUL bytes", true, replaced && !dropped);
        }
        if (octet >= 0x80 && header) {
            return because("8-bit bytes in a header", true, replaced && !dropped);
        }
        if (octet >= 0x80 && (stored.at(j) == (octet & 0x7F) || stored.at(j) == '?' || stored.at(j) == 'X')) {
            return because("8-bit bytes in the text", true, true);
        }
        return false;
    }

    private boolean lineEnd() {
        if (sent.at(i) == '\r') {
            int next = sent.at(i + 1);
            boolean doubled = next == '\r' || next == '\n' && sent.at(i - 1) == '\r';
            if (next == '\n' && !doubled && stored.at(j) != '\n') {
                return false;
            }
            String reason = next < 0
                    ? "a CR at the end"
                    : doubled
                            ? "CR CR LF line ends"
                            : next == '\n' ? "the CR of line ends" : "a CR that does not end a line";
            return because(reason, true, false);
        }
        if (sent.at(i) == '\n' && sent.at(i - 1) != '\r' && stored.at(j) == '\r' && stored.at(j + 1) == '\n') {
            step(false, true);
            return because("line ends without CR", true, true);
        }
        if (stored.at(j) == '\n' && stored.at(j - 1) == '\r' && sent.at(i - 1) == '\r') {
            return because("a CR that does not end a line", false, true);
        }
        return false;
    }

    /** Handles a field that was removed or added. Both lines may begin with the same bytes. */
    private boolean field() {
        String removed = name(sent, sentLine);
        if (OF_STORES.contains(removed.toLowerCase(Locale.ROOT)) && sentLine < sent.length()) {
            i = fieldEnd(sent, sentLine);
            j = storedLine;
            sentLine = i;
            lineBegun = false;
            reasons.add("the header field " + removed);
            return true;
        }
        String added = name(stored, storedLine);
        if (OF_STORES.contains(added.toLowerCase(Locale.ROOT)) && storedLine < stored.length()) {
            j = fieldEnd(stored, storedLine);
            i = sentLine;
            storedLine = j;
            lineBegun = false;
            reasons.add("the header as it is, and adds the field " + added);
            return true;
        }
        return false;
    }

    private static String name(MessageBytes text, int from) {
        StringBuilder name = new StringBuilder();
        for (int at = from; name.length() <= MOST_NAME; at++) {
            int octet = text.at(at);
            if (octet == ':') {
                return name.toString();
            }
            if (octet <= ' ' || octet > '~') {
                return "";
            }
            name.append((char) octet);
        }
        return "";
    }

    /** Returns the end of the field including its continuation lines (RFC 5322, 2.2.3). */
    private static int fieldEnd(MessageBytes text, int from) {
        int at = from;
        while (at < text.length()) {
            boolean line = text.at(at++) == '\n';
            if (line && text.at(at) != ' ' && text.at(at) != '\t') {
                return at;
            }
        }
        return at;
    }

    /** Handles lines that a server breaks, or marks because the mbox format would take them for the beginning of a message. */
    private boolean line() {
        if (stored.at(j) == '\r' && stored.at(j + 1) == '\n' && j - storedLine >= LONG_LINE) {
            step(false, true);
            return because("lines longer than 998 bytes", false, true);
        }
        String from = "lines that begin with From";
        if (stored.at(j) == '>' && i == sentLine && isFrom(sent, i)) {
            return because(from, false, true);
        }
        if (sent.at(i) == '>' && j == storedLine && isFrom(stored, j)) {
            return because(from, true, false);
        }
        return false;
    }

    private static boolean isFrom(MessageBytes text, int at) {
        int begin = at;
        while (text.at(begin) == '>') {
            begin++;
        }
        byte[] from = "From ".getBytes(StandardCharsets.US_ASCII);
        for (int k = 0; k < from.length; k++) {
            if (text.at(begin + k) != from[k]) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether only line ends are left of one text, and nothing of the other. */
    private boolean end() {
        if (i == sent.length() && isLineEnds(stored, j)) {
            j = stored.length();
            reasons.add("a last line without a line end");
            return true;
        }
        if (j == stored.length() && isLineEnds(sent, i)) {
            i = sent.length();
            reasons.add("line ends at the end");
            return true;
        }
        return false;
    }

    private static boolean isLineEnds(MessageBytes text, int from) {
        for (int at = from; at < text.length(); at++) {
            if (text.at(at) != '\r' && text.at(at) != '\n') {
                return false;
            }
        }
        return from < text.length();
    }
}
