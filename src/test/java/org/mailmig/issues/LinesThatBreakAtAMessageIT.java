// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.flow.InProcess;
import org.mailmig.flow.LyingLine;
import org.mailmig.imap.text.UidSet;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;

/**
 * When the source connection broke after a streamed message, the message was fetched and appended again. A message at which either
 * server breaks the connection each time, or which the source refuses, stopped its whole account at every attempt.
 */
@RealServers
class LinesThatBreakAtAMessageIT {
    private static final int MESSAGES = 40;
    private static final long BAD = 17;
    private static final Pattern BODIES =
            Pattern.compile("(\\S+) UID FETCH (\\S+) \\(.*BODY\\.PEEK\\[]\\).*", Pattern.DOTALL);
    private final String user = Users.fresh("breaks");

    @RegisterExtension
    final InProcess line = new InProcess();

    private List<Mail> mails() {
        List<Mail> mails = new ArrayList<>();
        for (int number = 1; number <= MESSAGES; number++) {
            mails.add(Mail.of("mail " + number, number == BAD ? "POISON" : "text of " + number));
        }
        return mails;
    }

    private LyingLine between(String side, UnaryOperator<String> request, UnaryOperator<String> answer)
            throws Exception {
        int port = (side.equals("source") ? Dovecot.source() : Dovecot.target()).imapPort();
        LyingLine lying = new LyingLine(port, request, answer);
        line.with("mailmig." + side + ".uri", "imap://127.0.0.1:" + lying.port());
        return lying;
    }

    @ParameterizedTest
    @ValueSource(strings = {"clone", "merge"})
    void aStreamedMessageIsAppendedOnceThoughTheSourceBreaksOffAfterIt(String mode) throws Exception {
        Mailbox source = line.source(user)
                .append(List.of(
                        Mail.of("before", "text"),
                        Mail.of("large", "x".repeat(70).concat("\r\n").repeat(40_000) + "LAST"),
                        Mail.of("after", "text")));
        AtomicBoolean last = new AtomicBoolean();
        AtomicInteger broken = new AtomicInteger();
        try (LyingLine lying = between("source", request -> request, answer -> {
            if (last.getAndSet(answer.startsWith("LAST")) && broken.getAndIncrement() == 0) {
                return LyingLine.broken();
            }
            return answer;
        })) {
            AccountResult result = mode.equals("clone") ? line.clone(user) : line.merge(user);
            assertThat(broken).as("the line broke").hasPositiveValue();
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.copied).isEqualTo(3);
        }
        assertThat(source.snapshot().differences(line.target(user).snapshot())).isEmpty();
    }

    /** Requests for texts that name the bad message are answered otherwise. */
    private static UnaryOperator<String> atTheBadOne(UnaryOperator<String> tag) {
        return request -> {
            Matcher bodies = BODIES.matcher(request);
            return bodies.matches() && UidSet.parse(bodies.group(2)).contains(BAD)
                    ? tag.apply(bodies.group(1))
                    : request;
        };
    }

    private void allButTheBadOneArriveAndItIsNamed(String... words) {
        for (int attempt = 1; attempt <= 2; attempt++) {
            AccountResult result =
                    attempt == 1 ? line.merge(user) : line.waited().merge(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.PARTIAL);
            assertThat(result.failed).isOne();
            assertThat(result.copied).isEqualTo(attempt == 1 ? MESSAGES - 1 : 0);
            assertThat(result.warnings)
                    .filteredOn(warning -> warning.contains("UID " + BAD))
                    .singleElement()
                    .asString()
                    .contains(words);
            assertThat(line.target(user).snapshot().count()).isEqualTo(MESSAGES - 1);
        }
    }

    @Test
    void aMessageAtWhichTheSourceBreaksOffEachTimeIsNamedAndTheOthersArrive() throws Exception {
        line.source(user).append(mails());
        try (LyingLine lying = between("source", atTheBadOne(tag -> LyingLine.broken()), answer -> answer)) {
            allButTheBadOneArriveAndItIsNamed("the source lists it but could not send it", "not copied");
        }
    }

    @Test
    void aMessageThatTheSourceRefusesToSendIsNamedAndTheOthersArrive() throws Exception {
        line.source(user).append(mails());
        try (LyingLine lying = between(
                "source", atTheBadOne(tag -> tag + " STATUS no-such-folder (MESSAGES)\r\n"), answer -> answer)) {
            allButTheBadOneArriveAndItIsNamed("the source lists it but could not send it", "not copied");
        }
    }

    @Test
    void aMessageAtWhichTheTargetBreaksOffEachTimeIsNamedAndTheOthersArrive() throws Exception {
        line.source(user).append(mails());
        try (LyingLine lying = between(
                "target", request -> request.startsWith("POISON") ? LyingLine.broken() : request, answer -> answer)) {
            allButTheBadOneArriveAndItIsNamed("refused by the target", "not copied");
        }
    }

    @Test
    void flagsAreCarriedInThePassWhoseCopyLostItsLine() throws Exception {
        Mailbox source = line.source(user).append(mails().subList(0, 5));
        assertThat(line.merge(user).outcome).isEqualTo(Outcome.DONE);
        source.append(List.of(Mail.of("bad", "POISON"))).store("INBOX", "2", "+FLAGS", "\\Flagged");
        try (LyingLine lying = between(
                "target", request -> request.startsWith("POISON") ? LyingLine.broken() : request, answer -> answer)) {
            AccountResult ill = line.merge(user);
            assertThat(ill.outcome)
                    .as("the target may be ill for a moment: %s", ill.reason)
                    .isEqualTo(Outcome.FAILED);
            assertThat(ill.failed).isZero();
            AccountResult result = line.waited().merge(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.PARTIAL);
            assertThat(result.failed).isOne();
        }
        assertThat(source.snapshot().differences(line.target(user).snapshot()))
                .describedAs("all but the bad one, with flags")
                .hasSize(1);
    }
}
