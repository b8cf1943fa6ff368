// SPDX-License-Identifier: Apache-2.0
package org.mailmig.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.servers.Cyrus;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.RealCyrus;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;
import org.mailmig.world.Snapshot;

/** Dates that a target would change without a word: a source that tells them (no server that we can install keeps most). */
@RealServers
class ArrivalDatesIT {
    private static final Instant NEXT_YEAR =
            Instant.now().plus(Duration.ofDays(400)).truncatedTo(ChronoUnit.SECONDS);
    private static final String RECEIVED = "Received: from a by b; Fri, 5 Mar 2021 01:00:00 +0100\r\n"
            + "Received: from c by a; Thu, 4 Mar 2021 23:00:00 +0000\r\n";
    private static final Pattern TOLD = Pattern.compile("INTERNALDATE \"[^\"]*:(\\d\\d) [^\"]*\"");

    private final String user = Users.fresh("dates");

    /** By the second of the date that the message really has. */
    private static final Map<String, String> LIES = Map.of(
            "01", "\"31-Feb-2024 10:00:00 +0000\"",
            "02", "NIL",
            "03", "\" 4-Mar-2021 25:00:00 +0000\"",
            "04", "\"01-Jan-1900 00:00:00 +0000\"",
            "05", "\"01-Jan-2107 00:00:00 +0000\"",
            "06",
                    '"'
                            + DateTimeFormatter.ofPattern("dd-MMM-uuuu HH:mm:ss Z", Locale.US)
                                    .format(NEXT_YEAR.atOffset(ZoneOffset.UTC))
                            + '"',
            "07", "\"05-Mar-2021 14:00:00 +1400\"");

    private static String lie(String line) {
        return TOLD.matcher(line)
                .replaceAll(found ->
                        LIES.containsKey(found.group(1)) ? "INTERNALDATE " + LIES.get(found.group(1)) : found.group());
    }

    private static Mail mail(int number, String header) {
        String text = "From: a@source.example\r\nSubject: " + number + "\r\n" + header + "\r\ntext " + number + "\r\n";
        return Mail.of("", "")
                .octets(text.getBytes(StandardCharsets.US_ASCII))
                .at(Instant.parse("2021-03-04T05:06:00Z").plusSeconds(number));
    }

    private AccountResult copied(InProcess line) throws Exception {
        line.source(user)
                .append(
                        mail(1, RECEIVED),
                        mail(2, "Date: Sat, 6 Mar 2021 00:00:00 +0000\r\n"),
                        mail(3, "Date: yesterday\r\n"),
                        mail(4, ""),
                        mail(5, ""),
                        mail(6, ""),
                        mail(7, ""),
                        mail(8, ""));
        try (LyingLine lying = new LyingLine(Dovecot.source().imapPort(), same -> same, ArrivalDatesIT::lie)) {
            line.with("mailmig.source.uri", "imap://127.0.0.1:" + lying.port());
            AccountResult result = line.clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.copied).isEqualTo(8);
            assertThat(result.folders.get(0).verified()).isEqualTo(8);
            AccountResult again = line.clone(user);
            assertThat(again.outcome).describedAs(again.reason).isEqualTo(Outcome.DONE);
            assertThat(again.copied).isZero();
            return result;
        }
    }

    private static Map<String, Instant> dates(Mailbox mailbox) {
        return mailbox.snapshot().messages("INBOX").stream()
                .collect(Collectors.toMap(Snapshot.Message::subject, Snapshot.Message::date));
    }

    private void areTold(AccountResult result, Mailbox target, Instant begun, String... altered) {
        Map<String, Instant> dates = dates(target);
        assertThat(dates.get("1")).describedAs("topmost Received").isEqualTo("2021-03-05T00:00:00Z");
        assertThat(dates.get("2")).describedAs("Date").isEqualTo("2021-03-06T00:00:00Z");
        assertThat(dates.get("3")).describedAs("now").isCloseTo(begun, within(60, ChronoUnit.SECONDS));
        assertThat(dates.get("4")).describedAs("1900").isEqualTo("1970-01-01T00:00:01Z");
        assertThat(dates.get("7")).describedAs("+1400").isEqualTo("2021-03-05T00:00:00Z");
        assertThat(dates.get("8")).isEqualTo("2021-03-04T05:06:08Z");
        assertThat(String.join("\n", result.warnings))
                .contains("3 messages without a date of arrival at the source", "(source UIDs 1:3)")
                .contains("1 message without such a header either", "(source UIDs 3)")
                .contains("1 message with a date of arrival before 1970", "(source UIDs 4)")
                .contains("1 message with a date of arrival after 2037", "(source UIDs 5)")
                .contains("1 message with a date of arrival in the future", "(source UIDs 6)");
        assertThat(result.folders.get(0).altered()).isEqualTo(List.of(altered));
        boolean isFutureTold = List.of(altered).toString().contains("in the future");
        assertThat(dates.get("6").equals(NEXT_YEAR)).describedAs("next year").isNotEqualTo(isFutureTold);
    }

    private static String altered(String kind, int uid) {
        return "stored altered because the target does not keep a date of arrival " + kind + ": target UIDs " + uid;
    }

    @Test
    void dovecotTakesThePresentForTheFuture() throws Exception {
        Instant begun = Instant.now();
        try (InProcess line = new InProcess()) {
            AccountResult result = copied(line);
            areTold(
                    result,
                    line.target(user),
                    begun,
                    altered("after 2037", 5),
                    altered("before 1970", 4),
                    altered("in the future", 6));
        }
    }

    @RealCyrus
    @Test
    void cyrusIsGivenNoneThatItRefuses() throws Exception {
        Instant begun = Instant.now();
        try (InProcess line = new InProcess(Dovecot.source(), Cyrus.target())) {
            areTold(copied(line), line.target(user), begun, altered("after 2037", 5), altered("before 1970", 4));
        }
    }

    @RealCyrus
    @Test
    void soAreThoseThatGoAsReplicas() throws Exception {
        Instant begun = Instant.now();
        try (InProcess line = new InProcess(Dovecot.source(), Cyrus.target()).withIdentity()) {
            areTold(copied(line), line.target(user), begun, altered("after 2037", 5), altered("before 1970", 4));
        }
    }
}
