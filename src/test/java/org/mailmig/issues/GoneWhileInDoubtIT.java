// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;
import org.mailmig.flow.InProcess;
import org.mailmig.flow.LyingLine;
import org.mailmig.servers.Dovecot;
import org.mailmig.servers.RealServers;
import org.mailmig.servers.Users;
import org.mailmig.world.Mail;
import org.mailmig.world.Mailbox;

/**
 * A clone was cut off behind an APPEND, and the owner removed one of its messages before the clone went on: its copy was taken for
 * somebody else's, and the clone stopped there at every attempt.
 */
@RealServers
class GoneWhileInDoubtIT {
    private final String user = Users.fresh("doubt");
    private final AtomicBoolean down = new AtomicBoolean();

    /** The target's line breaks when an APPEND has been done, and stays broken. */
    private String answer(String text) {
        if (text.contains("APPENDUID")) {
            down.set(true);
        }
        return down.get() ? LyingLine.broken() : text;
    }

    @Test
    void theCopyOfAMessageThatIsGoneAtTheSourceIsKnownByItsPlace() throws Exception {
        try (InProcess line = new InProcess();
                LyingLine lying = new LyingLine(Dovecot.target().imapPort(), request -> request, this::answer)) {
            List<Mail> mails = IntStream.rangeClosed(1, 9)
                    .mapToObj(i -> Mail.of("mail " + i, "text " + i))
                    .toList();
            Mailbox source = line.source(user).append(mails);
            line.with("mailmig.target.uri", "imap://127.0.0.1:" + lying.port());
            assertThat(line.clone(user).outcome).isNotEqualTo(Outcome.DONE);
            assertThat(line.target(user).snapshot().count()).as("in doubt").isEqualTo(9);
            source.remove("INBOX", "4,9").append(List.of(Mail.of("later", "text")));
            down.set(false);
            line.with(
                    "mailmig.target.uri", "imap://127.0.0.1:" + Dovecot.target().imapPort());
            AccountResult result = line.clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(source.snapshot().differences(line.target(user).snapshot()))
                    .describedAs("what the source has no more stays, as without the doubt")
                    .hasSize(2)
                    .allSatisfy(text -> assertThat(text).endsWith("is too much in the copy"));
            assertThat(line.clone(user).outcome).isEqualTo(Outcome.DONE);
        }
    }
}
