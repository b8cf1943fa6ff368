// SPDX-License-Identifier: Apache-2.0
package org.mailmig.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailmig.Mode;
import org.mailmig.error.StoppingException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.AccountState.State;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.runtime.Shutdown;
import org.mailmig.world.Hanging;

/** Four accounts in flight and hundreds queued when the context, or the route alone, is told to stop. */
class StoppingIT extends LineTestSupport {
    private static final int ACCOUNTS = 400;
    private final AtomicInteger begun = new AtomicInteger();
    private volatile boolean free;
    private Wave wave;
    /** Another process's view, which stays open when the context is gone. */
    private Ledger witness;

    @Override
    public Properties keys() {
        Properties keys = super.keys();
        keys.put("mailmig.ledger.url", url());
        return keys;
    }

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        configuration.withMockEndpointsAndSkip("(directory|ldap):.*");
    }

    @Override
    public CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.addComponent("mailbox", new FakeMailbox((step, exchange) -> {
            if (step.equals("merge")) {
                copy(exchange);
            }
        }));
        return context;
    }

    private String url() {
        return "jdbc:h2:file:" + Path.of(dir.toString(), "ledger");
    }

    @BeforeEach
    void begin() {
        ledger();
        witness = Ledger.open(url(), null);
        wave = begin(IntStream.range(0, ACCOUNTS)
                .mapToObj(number -> row("user" + number, Mode.MERGE))
                .toList());
        await().atMost(PATIENCE).until(() -> begun.get() == 4);
    }

    @AfterEach
    void close() {
        witness.close();
    }

    /** A copy that does not end by itself and looks between batches whether to go on. */
    private void copy(Exchange exchange) {
        begun.incrementAndGet();
        await().atMost(Hanging.AFTER).pollInterval(Duration.ofMillis(20)).until(() -> free || Shutdown.asked(exchange));
        if (free) {
            return;
        }
        throw new StoppingException("The run is being stopped.");
    }

    private List<AccountState> accounts() {
        return witness.accounts().list(wave.id());
    }

    private void allWait() {
        assertThat(accounts()).extracting(AccountState::state).containsOnly(State.WAITING);
        assertThat(begun).hasValue(4);
        assertThat(witness.events().list(wave.id(), 0, 1000))
                .filteredOn(event -> event.kind() == EventKind.INTERRUPTED)
                .hasSize(4);
    }

    @Test
    void stoppingTheContextInterruptsWhatRunsAndStartsNothingThatIsQueued() {
        Instant told = Instant.now();

        context.stop();

        assertThat(Duration.between(told, Instant.now())).isLessThan(Duration.ofSeconds(8));
        allWait();
    }

    /** By Camel's design a seda consumer learns of its route's stop only after the timeout of the shutdown strategy. */
    @Test
    void stoppingTheRouteAloneDoesTheSameAfterTheShutdownTimeoutAndStartingItResumes() throws Exception {
        context.getShutdownStrategy().setTimeout(3);
        Instant told = Instant.now();

        context.getRouteController().stopRoute("mailmig-account");

        assertThat(Duration.between(told, Instant.now())).isLessThan(Duration.ofSeconds(8));
        await().atMost(Hanging.AFTER).untilAsserted(() -> assertThat(accounts())
                .extracting(AccountState::state)
                .doesNotContain(State.RUNNING, State.ENDED));
        assertThat(begun).hasValue(4);
        free = true;

        context.getRouteController().startRoute("mailmig-account");

        over(wave);
        assertThat(accounts()).extracting(AccountState::state).containsOnly(State.ENDED);
    }
}
