// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.fidelity;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MailDateFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.text.ParseException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.model.MessageInfo;
import org.mailmig.imap.text.InternalDate;
import org.mailmig.imap.text.UidSet;
import org.mailmig.mailbox.internal.state.FolderCopyState;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.text.Plural;

/**
 * Finds INTERNALDATEs that a server would change silently: missing or impossible ones (Dovecot stores the present time, Cyrus counts on
 * into the next month), before 1970 (1900 becomes 2036, or is refused), after 2037 (2107 becomes 1970), in the future.
 */
public final class ArrivalDates {
    private static final String UNDATED = "no date of arrival";
    /** Names of +0000 (RFC 5322, 4.3) that are still in use. */
    private static final Pattern UNIVERSAL = Pattern.compile("\\b(GMT|UTC?|Z)\\b", Pattern.CASE_INSENSITIVE);

    private static final List<String> HEADERS = List.of("RECEIVED", "DATE");

    private final StepContext work;
    private final FolderCopyState folder;

    public ArrivalDates(StepContext work, FolderCopyState folder) {
        this.work = work;
        this.folder = folder;
    }

    /**
     * Before the copy, reports which of these messages are at risk, and dates the undated ones by their topmost Received header, else
     * by their Date header. Those that have neither stay undated, and get the time of the copy.
     */
    public List<MessageInfo> dated(List<MessageInfo> messages, ReadOnlyConnection source) throws IOException {
        Map<String, List<Long>> atRisk = new TreeMap<>();
        messages.forEach(message -> {
            String risk = risk(message.internalDate());
            if (risk != null) {
                atRisk.computeIfAbsent(risk, none -> new ArrayList<>()).add(message.uid());
            }
        });
        if (atRisk.isEmpty()) {
            return messages;
        }
        List<Long> undated = atRisk.remove(UNDATED);
        atRisk.forEach((risk, uids) -> warn(uids, "with " + risk + ", which not every server keeps"));
        return undated == null ? messages : byHeader(messages, undated, source);
    }

    private void warn(List<Long> uids, String how) {
        work.warn("folder " + folder.pair() + ": " + Plural.of(uids.size(), "message", "messages") + " " + how
                + " (source UIDs " + UidSet.of(uids) + ")");
    }

    private List<MessageInfo> byHeader(List<MessageInfo> messages, List<Long> undated, ReadOnlyConnection source)
            throws IOException {
        warn(undated, "without a date of arrival at the source: the date of the Received or Date header is used");
        Map<Long, OffsetDateTime> dates = new HashMap<>();
        source.fetchHeader(UidSet.of(undated), HEADERS, (uid, bytes) -> {
            OffsetDateTime date = arrivalDate(bytes);
            if (date != null) {
                dates.put(uid, date);
            }
        });
        List<Long> none = new ArrayList<>(undated);
        none.removeAll(dates.keySet());
        if (!none.isEmpty()) {
            warn(none, "without such a header either: the time of the copy is used");
        }
        return messages.stream()
                .map(message -> dates.containsKey(message.uid()) ? message.at(dates.get(message.uid())) : message)
                .toList();
    }

    /** Returns the date of the headers; {@code null} if neither has one. */
    static OffsetDateTime arrivalDate(byte[] header) {
        try {
            InternetHeaders headers = new InternetHeaders(new ByteArrayInputStream(header), true);
            String[] received = headers.getHeader("Received");
            OffsetDateTime arrived =
                    received == null ? null : date(received[0].substring(received[0].lastIndexOf(';') + 1));
            return arrived != null ? arrived : date(headers.getHeader("Date", null));
        } catch (MessagingException e) {
            return null;
        }
    }

    private static OffsetDateTime date(String text) {
        if (text == null) {
            return null;
        }
        MailDateFormat format = new MailDateFormat();
        format.setLenient(false);
        try {
            return format.parse(UNIVERSAL.matcher(text.strip()).replaceAll("+0000"))
                    .toInstant()
                    .atOffset(ZoneOffset.UTC);
        } catch (ParseException e) {
            return null;
        }
    }

    /** Returns why a target changes this date, for the report; {@code null} if it does not. */
    public static String risk(OffsetDateTime date) {
        if (date == null) {
            return UNDATED;
        }
        OffsetDateTime held = InternalDate.held(date);
        if (held.isAfter(date)) {
            return "a date of arrival before 1970";
        }
        if (held.isBefore(date)) {
            return "a date of arrival after 2037";
        }
        boolean future = date.toInstant().isAfter(Instant.now().plus(1, ChronoUnit.HOURS));
        return future ? "a date of arrival in the future" : null;
    }

    /** Compares two dates to the second, ignoring their zones (RFC 9051, 2.3.3 does not guarantee these). */
    public static boolean areSame(OffsetDateTime source, OffsetDateTime target) {
        return source != null && target != null && source.toEpochSecond() == target.toEpochSecond();
    }
}
