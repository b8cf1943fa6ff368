// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
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
 * A server that answered pipelined commands out of order (Apache James, JAMES-3888) failed the account at each attempt; one that
 * announced LITERAL+ and refused it had all its messages reported as syntax errors.
 */
@RealServers
class AnnouncedAndRefusedIT {
    private final String user = Users.fresh("plainer");

    @RegisterExtension
    final InProcess line = new InProcess();

    private Mailbox filled(String owner) {
        List<Mail> mails = new ArrayList<>();
        for (int number = 1; number <= 5; number++) {
            mails.add(Mail.of("mail " + number, "text of " + number));
        }
        return line.source(owner).create("a", "b").append(mails);
    }

    /** Of two commands that are under way at the same time the later one is answered first. */
    private static final class Shuffled {
        private int underWay;
        private String held = "";

        synchronized String asked(String request) {
            underWay += request.matches("(?s)M\\d+ .*") ? 1 : 0;
            return request;
        }

        synchronized String answered(String answer) {
            if (!answer.matches("(?s)M\\d+ .*")) {
                return answer;
            }
            underWay--;
            if (underWay > 0 && held.isEmpty()) {
                held = answer;
                return "";
            }
            String both = answer + held;
            held = "";
            return both;
        }
    }

    @Test
    void afterAnswersOutOfOrderTheNextAttemptSendsOneCommandAtATime() throws Exception {
        Mailbox source = filled(user);
        line.with("mailmig.source.connections", "1").with("mailmig.target.connections", "1");
        Shuffled shuffled = new Shuffled();
        try (LyingLine lying = new LyingLine(Dovecot.source().imapPort(), shuffled::asked, shuffled::answered)) {
            line.with("mailmig.source.uri", "imap://127.0.0.1:" + lying.port());
            AccountResult first = line.clone(user);
            assertThat(first.outcome).as("the line lies: %s", first.reason).isEqualTo(Outcome.FAILED);
            AccountResult result = line.waited().clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.copied).isEqualTo(5);
            List<String> said = new ArrayList<>(first.notes);
            said.addAll(result.notes);
            assertThat(said)
                    .filteredOn(note -> note.contains("does not answer pipelined commands in order"))
                    .hasSize(1);
        }
        assertThat(source.snapshot().differences(line.target(user).snapshot())).isEmpty();
    }

    @Test
    void messagesArriveAtATargetThatAnnouncesLiteralPlusAndRefusesIt() throws Exception {
        Mailbox source = filled(user);
        UnaryOperator<String> refused = request ->
                request.contains("+}") ? request.replaceFirst("^(M\\d+) APPEND [^\r]*", "$1 NONSENSE") : request;
        try (LyingLine lying = new LyingLine(Dovecot.target().imapPort(), refused, answer -> answer)) {
            line.with("mailmig.target.uri", "imap://127.0.0.1:" + lying.port());
            AccountResult result = line.clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(result.notes)
                    .filteredOn(note -> note.contains("literals are sent as synchronizing ones"))
                    .hasSize(1);
        }
        assertThat(source.snapshot().differences(line.target(user).snapshot())).isEmpty();
    }
}
