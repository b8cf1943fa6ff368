// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;

/** A response code for a folder, the server or the mailbox that comes for one message only concerns that message. */
class RefusalsOfOneMessageIT {
    @RegisterExtension
    final TwoServers servers = new TwoServers();

    private void allButTheBadOneArrive(AccountResult result) {
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.PARTIAL);
        assertThat(result.failed).isOne();
        assertThat(result.warnings).anySatisfy(warning -> assertThat(warning).contains("UID 3:", "not copied"));
        assertThat(servers.arrived()).containsExactly("mail 1", "mail 2", "mail 1", "mail 2");
    }

    private void mails() {
        servers.with(2);
        servers.source.add("INBOX", TwoServers.DATE, TwoServers.mail("bad", "POISON"));
        servers.with(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"TRYCREATE", "NONEXISTENT", "UNAVAILABLE", "SERVERBUG", "INUSE", "LIMIT", "OVERQUOTA", "NOPERM"})
    void atTheTarget(String code) {
        servers.target.answers(request ->
                request.line().startsWith("APPEND") && request.has("POISON") ? "T NO [" + code + "] no" : null);
        mails();
        allButTheBadOneArrive(servers.line.merge(TwoServers.USER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNAVAILABLE", "SERVERBUG", "INUSE", "LIMIT", "NONEXISTENT"})
    void atTheSource(String code) {
        servers.source.answers(request -> request.line()
                                .matches("UID FETCH (\\S*[:,])?[1-3]([:,]\\S*)? .*BODY.PEEK\\[\\].*")
                        && org.mailmig.imap.text.UidSet.parse(request.line().split(" ")[2])
                                .contains(3)
                ? "T NO [" + code + "] no"
                : null);
        mails();
        allButTheBadOneArrive(servers.line.merge(TwoServers.USER));
    }

    /** Who throttles is waited for first. */
    @Test
    void throttledOnceMoreAfterTheWait() {
        servers.target.answers(
                request -> request.line().startsWith("APPEND") && request.has("POISON") ? "T NO [THROTTLED] no" : null);
        mails();
        assertThat(servers.line.merge(TwoServers.USER).outcome).isEqualTo(Outcome.FAILED);
        allButTheBadOneArrive(servers.line.waited().merge(TwoServers.USER));
    }

    /** Nothing proves that it is the message before the account has come again. */
    @ParameterizedTest
    @ValueSource(strings = {"UNAVAILABLE", "SERVERBUG"})
    void aServerThatRefusesTheLastMessageIsAskedAgainFirst(String code) {
        servers.target.answers(request ->
                request.line().startsWith("APPEND") && request.has("POISON") ? "T NO [" + code + "] no" : null);
        servers.with(2);
        servers.source.add("INBOX", TwoServers.DATE, TwoServers.mail("bad", "POISON"));
        assertThat(servers.line.merge(TwoServers.USER).outcome).isEqualTo(Outcome.FAILED);
        AccountResult result = servers.line.waited().merge(TwoServers.USER);
        assertThat(result.outcome).isEqualTo(Outcome.PARTIAL);
        assertThat(result.failed).isOne();
    }

    @Test
    void aMailboxThatIsFullIsFull() {
        servers.target.answers(request -> request.line().startsWith("APPEND") ? "T NO [OVERQUOTA] full" : null);
        servers.with(9);
        AccountResult result = servers.line.merge(TwoServers.USER);
        assertThat(result.reason).contains("is full", "raise its quota");
        assertThat(result.failed).isZero();
    }

    @Test
    void aFolderThatIsGoneIsLookedForAgain() {
        servers.with(9);
        servers.target.answers(request -> request.line().startsWith("APPEND")
                ? "T NO [TRYCREATE] no"
                : request.line().startsWith("SELECT") && servers.target.heard("APPEND") > 0
                        ? "T NO [NONEXISTENT] gone"
                        : null);
        AccountResult result = servers.line.merge(TwoServers.USER);
        assertThat(result.reason).contains("removed after it was listed");
        assertThat(result.failed).isZero();
        assertThat(servers.target.messages("INBOX")).isEqualTo(List.of());
    }
}
