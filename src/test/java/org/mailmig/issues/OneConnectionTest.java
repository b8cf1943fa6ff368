// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.AccountResult;
import org.mailmig.Outcome;

/** With one connection allowed by each server, a copy waited for ever for the connection that it held itself. */
class OneConnectionTest {
    /** An endless wait ends here; what does not wait for itself takes a second. */
    private static final Duration LONG = Duration.ofSeconds(90);

    @RegisterExtension
    final TwoServers servers = new TwoServers();

    private AccountResult merge() {
        servers.source.admits(1);
        servers.target.admits(1);
        return assertTimeoutPreemptively(LONG, () -> servers.with(20).line.merge(TwoServers.USER));
    }

    @Test
    void aFolderThatTheTargetDoesNotOpenIsLookedFor() {
        servers.target.answers(request -> request.line().startsWith("SELECT") ? "T NO it is locked" : null);
        AccountResult result = merge();
        assertThat(result.outcome).describedAs(result.reason).isNotEqualTo(Outcome.DONE);
        assertThat(result.reason + result.warnings).contains("it is locked").doesNotContain("removed after");
    }

    @Test
    void aFolderThatTheSourceDoesNotOpenIsLookedFor() {
        servers.source.answers(request -> request.line().startsWith("EXAMINE") ? "T NO it is locked" : null);
        AccountResult result = merge();
        assertThat(result.outcome).describedAs(result.reason).isNotEqualTo(Outcome.DONE);
        assertThat(result.reason + result.warnings).contains("it is locked").doesNotContain("removed after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"* BYE one moment", "* BYE Request is throttled. Suggested Backoff Time: 10 milliseconds"})
    void theSourcesLineBreaksWhileMessagesAreCopied(String reply) {
        AtomicInteger breaks = new AtomicInteger(1);
        servers.source.answers(request -> request.has("BODY.PEEK[]") && breaks.getAndDecrement() > 0 ? reply : null);
        AccountResult result = merge();
        assertThat(result.outcome).describedAs(result.reason).isEqualTo(Outcome.DONE);
        assertThat(result.copied).isEqualTo(20);
        assertThat(servers.arrived()).hasSize(20);
    }
}
