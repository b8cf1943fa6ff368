// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.Account;
import org.mailmig.Mode;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.line.Feeder;
import org.mailmig.line.Taking;
import org.mailmig.routes.LineTestSupport;

/** A broker that loses a message left its account QUEUED for ever, and another application's message vanished unseen. */
class LostQueueMessageTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Feeder feeder = new Feeder();
    private final Properties keys = new Properties();
    private Wave wave;

    @BeforeEach
    void begin() {
        keys.setProperty("mailmig.ledger.url", "jdbc:h2:mem:" + getClass().getSimpleName() + System.nanoTime());
        keys.setProperty("mailmig.accounts.requeue-after", "50ms");
        keys.setProperty("mailmig.accounts.uri", "jms:queue:mailmig-accounts");
        context.getPropertiesComponent().setInitialProperties(keys);
        feeder.setCamelContext(context);
        context.start();
        wave = Ledger.of(context)
                .waves()
                .begin(
                        "wave.csv",
                        "digest",
                        Stream.of("anna", "bert")
                                .map(user -> new NewAccount(LineTestSupport.row(user, Mode.MERGE), null, null))
                                .iterator())
                .wave();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void whatNoConsumerTookIsSentAgainAndAgain() {
        assertThat(feeder.feed()).hasSize(2);
        for (int time = 0; time < 2; time++) {
            List<String> again = new ArrayList<>();
            await().until(() -> again.addAll(feeder.feed()) || again.size() == 2);
            assertThat(again).hasSize(2);
        }
    }

    @Test
    void whatWasTakenIsNotSentAgain() {
        feeder.feed();
        assertThat(Ledger.of(context).leases().take(wave.id(), "anna")).isPresent();
        List<String> again = new ArrayList<>();
        await().until(() -> again.addAll(feeder.feed()) || !again.isEmpty());
        assertThat(again).singleElement().asString().contains("bert");
    }

    @Test
    void anOperatorNeedNotWait() {
        keys.setProperty("mailmig.accounts.requeue-after", "1h");
        feeder.feed();
        assertThat(feeder.feed()).isEmpty();
        assertThat(Ledger.of(context).queue().requeue(wave.id())).isEqualTo(2);
        assertThat(feeder.feed()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"anna in another wave", "zoe"})
    void anAccountThatTheLedgerDoesNotKnowIsNamed(String stranger) throws Exception {
        List<String> warnings = new ArrayList<>();
        Logger log = Logger.getLogger(Taking.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                warnings.add(new java.util.logging.SimpleFormatter().formatMessage(record));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(handler);
        try {
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody(new Account("other-7", stranger));
            new Taking().take(exchange);
            assertThat(exchange.isRouteStop()).isTrue();
        } finally {
            log.removeHandler(handler);
        }
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("other-7/" + stranger)
                .contains("mailmig.accounts.uri");
    }
}
