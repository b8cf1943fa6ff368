// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.message;

import java.util.Locale;
import java.util.regex.Pattern;
import org.mailmig.ControlRow;
import org.mailmig.imap.model.MessageInfo;

/** The filters of a merge: a date range, sizes, and a list of subjects (Mailmig's EmailStart, EmailEnd and SubjectFile). */
public final class MessageFilters {
    /** Reply and forward prefixes of common mail programs, in any number (RFC 5256, 2.1, and localised ones). */
    private static final Pattern MARKS = Pattern.compile(
            "^(\\s*(re|fwd?|aw|wg|sv|vs|tr|rv|antw|odp|r|i)\\s*(\\[\\d+])?:)+\\s*", Pattern.CASE_INSENSITIVE);

    private MessageFilters() {}

    /** Returns whether the message is in the date range; undated messages always are, as in Mailmig. */
    public static boolean isInSpan(ControlRow row, MessageInfo facts) {
        if (facts.internalDate() == null) {
            return true;
        }
        var arrived = facts.internalDate().toInstant();
        return (row.since() == null || !arrived.isBefore(row.since()))
                && (row.until() == null || !arrived.isAfter(row.until()));
    }

    /** Compares RFC822.SIZE. */
    public static boolean isOfSize(ControlRow row, MessageInfo facts) {
        return (row.sizeMin() == null || facts.size() >= row.sizeMin())
                && (row.sizeMax() == null || facts.size() <= row.sizeMax());
    }

    /**
     * Returns whether the subject, without reply prefixes, begins with one of the row's subjects. A row's subject of prefixes only
     * ("Re:") matches subjects of prefixes only, not all.
     */
    public static boolean isListed(ControlRow row, String subject) {
        String normalised = normalised(subject);
        return row.subjects().stream()
                .map(MessageFilters::normalised)
                .anyMatch(listed -> listed.isEmpty() ? normalised.isEmpty() : normalised.startsWith(listed));
    }

    private static String normalised(String subject) {
        return MARKS.matcher(subject.strip()).replaceFirst("").strip().toLowerCase(Locale.ROOT);
    }
}
