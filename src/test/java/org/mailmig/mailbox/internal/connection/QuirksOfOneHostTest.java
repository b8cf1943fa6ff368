// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailmig.imap.server.Feature;
import org.mailmig.imap.server.ServerAddress;

/** If source and target were one host, what the source's key {@code pipelining} said counted for the target too. */
class QuirksOfOneHostTest {
    private final Set<String> apart = new HashSet<>();
    private final AdminLoginGuard guard = new AdminLoginGuard(server -> !apart.contains(server));

    private static ServerAddress server(String name, int port) {
        Duration limit = Duration.ofSeconds(5);
        return new ServerAddress(name, "mail.example", port, ServerAddress.Tls.NONE, null, limit, limit);
    }

    private boolean pipelines(String name) {
        return !guard.quirks(server(name, 143)).lacks(Feature.PIPELINING, "anna");
    }

    @Test
    void eachServerOfTheConfigurationHasItsOwnKey() {
        apart.add("target");
        assertThat(pipelines("source")).isTrue();
        assertThat(pipelines("target")).isFalse();
        assertThat(pipelines("berlin")).isTrue();
    }

    @Test
    void theOrderDoesNotMatter() {
        apart.add("source");
        assertThat(pipelines("source")).isFalse();
        assertThat(pipelines("target")).isTrue();
    }

    @Test
    void aChangedKeyHasAnEffect() {
        assertThat(pipelines("target")).isTrue();
        apart.add("target");
        assertThat(pipelines("target")).isFalse();
    }

    @Test
    void whatWasFoundOutIsSharedByTheConnectionsOfOneServer() {
        guard.quirks(server("source", 143)).refuse(Feature.ESEARCH, "server", "says BAD");
        assertThat(guard.forWave("w").quirks(server("source", 143)).lacks(Feature.ESEARCH, "anna"))
                .isTrue();
        assertThat(guard.quirks(server("source", 993)).lacks(Feature.ESEARCH, "anna"))
                .isFalse();
    }
}
