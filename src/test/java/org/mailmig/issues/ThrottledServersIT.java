// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;

/** Throttling servers use response texts of their own: messages were reported as bad, and the client did not wait. */
class ThrottledServersIT {
    @RegisterExtension
    final TwoServers servers = new TwoServers();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "T NO Request is throttled. Suggested Backoff Time: 300 milliseconds",
                "T BAD Request is throttled. Suggested Backoff Time: 300 milliseconds",
                "* BAD Request is throttled. Suggested Backoff Time: 300 milliseconds\r\nT NO no",
                "T NO [OVERQUOTA] Account exceeded command or bandwidth limits.",
                "T NO [THROTTLED] slow down",
                "T NO Rate limit hit, retry after 1 s",
                "* BYE Request is throttled. Suggested Backoff Time: 300 milliseconds"
            })
    void theWaitIsKeptAndNothingIsBlamed(String reply) {
        AtomicInteger refusals = new AtomicInteger(2);
        servers.target.answers(
                request -> request.line().startsWith("APPEND") && refusals.getAndDecrement() > 0 ? reply : null);
        AtomicInteger atSource = new AtomicInteger(1);
        servers.source.answers(request -> request.has("BODY.PEEK[]") && atSource.getAndDecrement() > 0 ? reply : null);
        servers.with(20);
        long began = System.nanoTime();
        AccountResult result = servers.line.merge(TwoServers.USER);
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.copied).isEqualTo(20);
        assertThat(servers.target.messages("INBOX")).hasSize(20);
        assertThat((System.nanoTime() - began) / 1_000_000).as("milliseconds").isGreaterThan(600);
    }

    @ParameterizedTest
    @CsvSource({"300000 milliseconds, 300", "5 minutes, 300", "999999999 seconds, 3600"})
    void aLongWaitIsTheAccounts(String told, long seconds) {
        servers.target.answers(request -> request.line().startsWith("APPEND")
                ? "T NO Request is throttled. Suggested Backoff Time: " + told
                : null);
        servers.with(20);
        AccountResult result = servers.line.merge(TwoServers.USER);
        assertThat(result.outcome).isEqualTo(Outcome.FAILED);
        assertThat(result.failed).isZero();
        assertThat(servers.line.retryAfter()).hasSeconds(seconds);
    }

    @Test
    void aLongWaitAtTheLoginIsTheAccountsAndNoLoginIsRepeated() {
        servers.source.answers(request -> request.line().startsWith("AUTHENTICATE")
                ? "T NO Request is throttled. Suggested Backoff Time: 300000 milliseconds"
                : null);
        AccountResult result = servers.with(1).line.merge(TwoServers.USER);
        assertThat(result.outcome).isEqualTo(Outcome.FAILED);
        assertThat(servers.line.retryAfter()).hasSeconds(300);
        assertThat(servers.source.heard("AUTHENTICATE")).isLessThan(4);
    }
}
