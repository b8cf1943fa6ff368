// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

/** A batch with small announced sizes was buffered whatever the real sizes were; messages announced as empty were not copied. */
@RealServers
class AnnouncedSizesIT {
    private static final int MESSAGES = 6;
    private static final int OCTETS = 1_500_000;
    private final String user = Users.fresh("announced");

    /** Messages of this many bytes, announced with another number. */
    private AccountResult copied(int octets, String announced, List<String> requests) throws Exception {
        try (InProcess line = new InProcess();
                LyingLine lying = new LyingLine(
                        Dovecot.source().imapPort(),
                        request -> {
                            if (request.contains("BODY.PEEK[]")) {
                                requests.add(request);
                            }
                            return request;
                        },
                        answer -> answer.replaceAll("RFC822.SIZE \\d+", "RFC822.SIZE " + announced))) {
            List<Mail> mails = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                mails.add(Mail.of("mail " + i, "x".repeat(70).concat("\r\n").repeat(octets / 72 + 1)));
            }
            Mailbox source = line.source(user).append(mails);
            line.with("mailmig.source.uri", "imap://127.0.0.1:" + lying.port());
            AccountResult result = line.clone(user);
            assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
            assertThat(source.snapshot().differences(line.target(user).snapshot()))
                    .isEmpty();
            return result;
        }
    }

    @Test
    void longTextsAnnouncedAsShortOnesAreFetchedAgainByTheirRealSizes() throws Exception {
        List<String> requests = new CopyOnWriteArrayList<>();
        assertThat(copied(OCTETS, "10", requests).copied).isEqualTo(MESSAGES);
        assertThat(requests).describedAs("all at once, then each by itself").hasSize(1 + MESSAGES);
    }

    @Test
    void aTextAnnouncedAsEmptyArrives() throws Exception {
        AccountResult result = copied(100, "0", new CopyOnWriteArrayList<>());
        assertThat(result.copied).isEqualTo(MESSAGES);
        assertThat(result.skipped).isZero();
    }
}
