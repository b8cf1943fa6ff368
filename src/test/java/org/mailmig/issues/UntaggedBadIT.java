// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;

/** A server that sends an untagged BAD and no tagged response cost several reply-timeouts for each message. */
class UntaggedBadIT {
    @RegisterExtension
    final TwoServers servers = new TwoServers();

    @Test
    @Timeout(600)
    void costsNoReplyTimeout() {
        servers.line.with("mailmig.target.reply-timeout", "5m").with("mailmig.source.reply-timeout", "5m");
        servers.target.answers(request -> request.line().startsWith("APPEND") && request.has("POISON")
                ? "* BAD command line limit exceeded"
                : null);
        servers.with(2);
        servers.source.add("INBOX", TwoServers.DATE, TwoServers.mail("bad", "POISON"));
        servers.with(2);
        AccountResult result = servers.line.merge(TwoServers.USER);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.PARTIAL);
        assertThat(result.failed).isOne();
        assertThat(result.warnings).anySatisfy(warning -> assertThat(warning).contains("UID 3:", "command line limit"));
        assertThat(servers.arrived()).containsExactly("mail 1", "mail 2", "mail 1", "mail 2");
    }

    @Test
    @Timeout(600)
    void atTheSourceToo() {
        servers.line.with("mailmig.source.reply-timeout", "5m");
        servers.source.answers(request -> request.line()
                        .matches(
                                "UID FETCH 3 .*BODY.PEEK\\[\\].*|UID FETCH 1:5 .*BODY.PEEK\\[\\].*|UID FETCH 3:5 .*BODY.PEEK\\[\\].*|UID FETCH 3:4 .*BODY.PEEK\\[\\].*")
                ? "* BAD out of memory"
                : null);
        servers.with(5);
        AccountResult result = servers.line.merge(TwoServers.USER);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.PARTIAL);
        assertThat(result.failed).isOne();
        assertThat(servers.target.messages("INBOX")).hasSize(4);
    }

    @Test
    void aTaggedAnswerAfterItCounts() {
        servers.target.answers(request -> request.line().startsWith("APPEND") && servers.target.heard("APPEND") == 1
                ? "* BAD something else\r\nT NO [CANNOT] this one"
                : null);
        servers.with(1);
        AccountResult result = servers.line.merge(TwoServers.USER);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
    }
}
