// SPDX-License-Identifier: Apache-2.0
package org.mailmig.imap.text;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Response texts of known servers that have a meaning but no response code for it (RFC 9051, 7.1; RFC 5530). Only this table interprets
 * the wording of a response; a response that is not in it means what its code says.
 */
public final class KnownReplies {
    /** What such a response means for the client. */
    public enum Meaning {
        /** The server slows the client down: wait, then repeat. */
        THROTTLED,
        /** More connections than the server allows. */
        TOO_MANY_CONNECTIONS,
        /** No room in the mailbox. */
        FULL
    }

    /** Limit of a single wait, whatever the server asks for. */
    static final Duration LONGEST_BACKOFF = Duration.ofHours(1);

    private record Known(Meaning meaning, Pattern text) {}

    private static final List<Known> TABLE = List.of(
            // Exchange Online and Exchange 2013 on: "Request is throttled. Suggested Backoff Time: 1500 milliseconds"
            known(Meaning.THROTTLED, "request is throttled|suggested back-?off time"),
            // Outlook.com, and proxies in front of others: "... has been throttled", "Throttling: ..."
            known(Meaning.THROTTLED, "(is|was|been|being|are) throttled|throttling"),
            // Gmail, with the code OVERQUOTA or none
            known(Meaning.THROTTLED, "exceeded (command|bandwidth)( or bandwidth)? limits?"),
            // Yahoo, Zimbra, Stalwart: "Rate limit hit", "Too many requests"
            known(Meaning.THROTTLED, "rate limit|too many requests"),
            // Exchange: "Server Busy"; Dovecot's and Cyrus' proxies
            known(Meaning.THROTTLED, "server( is)?( too)? busy"),
            // Gmail, Dovecot, Courier, Cyrus
            known(
                    Meaning.TOO_MANY_CONNECTIONS,
                    "too many (\\w+ ){0,2}(connections|logins|attempts)|maximum (number of )?connections?"
                            + "|connection limit|try again later"),
            // Cyrus: "Over quota"; Courier, hMailServer: "quota exceeded"
            known(Meaning.FULL, "over quota|quota exceeded"));

    private static final Pattern TIME = Pattern.compile(
            "(?:back-?off|retry|try again|wait)\\D{0,40}(\\d{1,9}) ?(milliseconds?|ms|seconds?|secs?|s|minutes?|mins?)\\b",
            Pattern.CASE_INSENSITIVE);

    private KnownReplies() {}

    private static Known known(Meaning meaning, String text) {
        return new Known(meaning, Pattern.compile(text, Pattern.CASE_INSENSITIVE));
    }

    /** Returns {@code null} if the text is not in the table. */
    public static Meaning meaning(String text) {
        return TABLE.stream()
                .filter(known -> known.text().matcher(text).find())
                .map(Known::meaning)
                .findFirst()
                .orElse(null);
    }

    /** Returns how long the server asks the client to wait: zero if it names no time, {@code null} if it does not throttle. */
    public static Duration backoff(String code, String text) {
        if (!code.equals("THROTTLED") && meaning(text) != Meaning.THROTTLED) {
            return null;
        }
        Matcher time = TIME.matcher(text);
        if (!time.find()) {
            return Duration.ZERO;
        }
        String unit = time.group(2).toLowerCase(Locale.ROOT);
        long one = unit.startsWith("mi") && !unit.startsWith("mil") ? 60_000 : unit.startsWith("s") ? 1000 : 1;
        Duration told = Duration.ofMillis(Long.parseLong(time.group(1)) * one);
        return told.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : told;
    }
}
