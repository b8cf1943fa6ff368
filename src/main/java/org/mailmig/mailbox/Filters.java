// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox;

import java.util.Locale;
import java.util.regex.Pattern;
import org.mailmig.Row;
import org.mailmig.imap.MessageFacts;

/** The filters of a merge: a span of arrival, sizes, and a list of subjects (Mailmig's EmailStart, EmailEnd and SubjectFile). */
final class Filters {
    /** Reply and forward marks of the mail programs in use, as often as they are repeated (RFC 5256, 2.1, and local ones). */
    private static final Pattern MARKS = Pattern.compile(
            "^(\\s*(re|fwd?|aw|wg|sv|vs|tr|rv|antw|odp|r|i)\\s*(\\[\\d+])?:)+\\s*", Pattern.CASE_INSENSITIVE);

    private Filters() {}

    /** Undated messages always go, as in Mailmig. */
    static boolean isInSpan(Row row, MessageFacts facts) {
        if (facts.internalDate() == null) {
            return true;
        }
        var arrived = facts.internalDate().toInstant();
        return (row.since() == null || !arrived.isBefore(row.since()))
                && (row.until() == null || !arrived.isAfter(row.until()));
    }

    /** By RFC822.SIZE. */
    static boolean isOfSize(Row row, MessageFacts facts) {
        return (row.sizeMin() == null || facts.size() >= row.sizeMin())
                && (row.sizeMax() == null || facts.size() <= row.sizeMax());
    }

    /**
     * Does the subject, without reply marks, begin with one of the row's subjects? One that consists of marks alone ("Re:")
     * means the subjects that do so too, not all.
     */
    static boolean isListed(Row row, String subject) {
        String normalised = normalised(subject);
        return row.subjects().stream()
                .map(Filters::normalised)
                .anyMatch(listed -> listed.isEmpty() ? normalised.isEmpty() : normalised.startsWith(listed));
    }

    private static String normalised(String subject) {
        return MARKS.matcher(subject.strip()).replaceFirst("").strip().toLowerCase(Locale.ROOT);
    }
}
