// SPDX-License-Identifier: Apache-2.0
package org.mailmig.issues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailmig.Account;
import org.mailmig.Outcome;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.routes.FakeMailbox;
import org.mailmig.routes.LineTestSupport;

/** A step that throws a Java Error killed its consumer: no outcome, no dead letter, and four of them stopped all workers. */
class ErrorsEndTheirAccountTest extends LineTestSupport {
    private static final int MORE_THAN_WORKERS = 6;
    private Supplier<Throwable> thrown;

    @Override
    public Properties keys() {
        Properties keys = super.keys();
        keys.put("mailmig.accounts.in-flight", "2");
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
            Account account = exchange.getMessage().getBody(Account.class);
            if (step.equals("clone") && account.getAccount().startsWith("bad")) {
                sneaky(thrown.get());
            }
        }));
        return context;
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneaky(Throwable fault) throws T {
        throw (T) fault;
    }

    static List<Supplier<Throwable>> errors() {
        return List.of(
                StackOverflowError::new,
                () -> new OutOfMemoryError("Java heap space"),
                () -> new AssertionError("what cannot be"),
                () -> new NoClassDefFoundError("org/mailmig/Missing"),
                () -> new Exception("checked"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void theOthersAreDoneAndEachThatBrokeHasItsDeadLetter(Supplier<Throwable> error) throws Exception {
        thrown = error;
        Wave wave = wave("bad1", "bad2", "bad3", "bad4", "bad5", "bad6", "good1", "good2");
        assertThat(ended(wave, "good1").getResult().outcome).isEqualTo(Outcome.DONE);
        assertThat(ended(wave, "good2").getResult().outcome).isEqualTo(Outcome.DONE);
        over(wave);
        assertThat(ledger().accounts().list(wave.id()))
                .filteredOn(state -> state.account().getAccount().startsWith("bad"))
                .hasSize(MORE_THAN_WORKERS)
                .allMatch(state -> state.state() == AccountState.State.ENDED)
                .allMatch(state -> state.account().getResult().outcome == Outcome.FAILED)
                .extracting(state -> state.account().getResult().reason)
                .allMatch(reason -> reason.contains(error.get().getClass().getName()));
        await().atMost(PATIENCE).until(() -> deadLetters().size() == MORE_THAN_WORKERS);
        assertThat(Files.readString(deadLetters().get(0)))
                .contains("FAILED", error.get().getClass().getName());
    }
}
