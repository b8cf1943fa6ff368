// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.message;

import java.util.Locale;
import java.util.regex.Pattern;
import org.mailmig.ControlRow;
import org.mailmig.imap.model.MessageInfo;

/** The filters of a merge: a span of arrival, sizes, and a list of subjects (Mailmig's EmailStart, EmailEnd and SubjectFile). */
public final class MessageFilters {
    /** Reply and forward marks of the mail programs in use, as often as they are repeated (RFC 5256, 2.1, and local ones). */
    private static final Pattern MARKS = Pattern.compile(
            "^(\\s*(re|fwd?|aw|wg|sv|vs|tr|rv|antw|odp|r|i)\\s*(\\[\\d+])?:)+\\s*", Pattern.CASE_INSENSITIVE);

    private MessageFilters() {}

    /** Undated messages always go, as in Mailmig. */
    public static boolean isInSpan(ControlRow row, MessageInfo facts) {
        if (facts.internalDate() == null) {
            return true;
        }
        var arrived = facts.internalDate().toInstant();
        return (row.since() == null || !arrived.isBefore(row.since()))
                && (row.until() == null || !arrived.isAfter(row.until()));
    }

    /** By RFC822.SIZE. */
    public static boolean isOfSize(ControlRow row, MessageInfo facts) {
        return (row.sizeMin() == null || facts.size() >= row.sizeMin())
                && (row.sizeMax() == null || facts.size() <= row.sizeMax());
    }

    /**
     * Does the subject, without reply marks, begin with one of the row's subjects? One that consists of marks alone ("Re:")
     * means the subjects that do so too, not all.
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
