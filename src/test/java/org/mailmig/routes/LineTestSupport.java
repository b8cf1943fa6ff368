// SPDX-License-Identifier: Apache-2.0
package org.mailmig.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.Step;
import org.mailmig.config.Secret;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Event;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.world.Hanging;

/** The shipped routes without servers: {@code mailbox:}, {@code directory:} and {@code ldap:} are mocks that skip. */
public abstract class LineTestSupport extends CamelTestSupport {
    protected static final Duration PATIENCE = Hanging.AFTER;

    @TempDir
    protected Path dir;

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        configuration.withMockEndpointsAndSkip("(mailbox|directory|ldap):.*");
    }

    /** What a host has to say, and quick times. */
    public Properties keys() {
        Properties keys = new Properties();
        keys.put("mailmig.ledger.url", "jdbc:h2:mem:" + UUID.randomUUID());
        keys.put("mailmig.intake.enabled", "false");
        keys.put("mailmig.dead-letter.dir", dir.resolve("dead-letter").toString());
        keys.put("mailmig.report.dir", dir.resolve("report").toString());
        keys.put("mailmig.redelivery.delay", "20");
        keys.put("mailmig.redelivery.longest", "200");
        keys.put("mailmig.redelivery.attempts", "3");
        keys.put("mailmig.feeder.period", "50");
        return keys;
    }

    @Override
    public CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getPropertiesComponent().setOverrideProperties(keys());
        return context;
    }

    @Override
    protected void doPostSetup() throws Exception {
        shipped(context);
    }

    /** Loads the very files that ship. */
    public static void shipped(CamelContext context) throws Exception {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            List<Resource> resources = files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .map(file -> PluginHelper.getResourceLoader(context).resolveResource("file:" + file))
                    .toList();
            PluginHelper.getRoutesLoader(context).loadRoutes(resources);
        }
    }

    protected Ledger ledger() {
        return Ledger.of(context);
    }

    /** Begins a wave of clones. */
    protected Wave wave(String... accounts) {
        return begin(Arrays.stream(accounts).map(name -> row(name, Mode.CLONE)).toList());
    }

    protected Wave begin(List<ControlRow> rows) {
        return ledger().waves()
                .begin(
                        "wave.csv",
                        UUID.randomUUID().toString(),
                        rows.stream()
                                .map(row -> new NewAccount(row, Secret.of("s3cret-source"), Secret.of("s3cret-target")))
                                .iterator())
                .wave();
    }

    public static ControlRow row(String account, Mode mode) {
        return ControlRow.of(2, account, account, mode).address(account).build();
    }

    protected MockEndpoint mock(String step) {
        return getMockEndpoint("mock:" + step);
    }

    /** The step throws this, every time. */
    void stops(String step, RuntimeException fault) {
        mock(step).whenAnyExchangeReceived(exchange -> {
            throw fault;
        });
    }

    protected AccountState state(Wave wave, String account) {
        return ledger().accounts().find(wave.id(), account).orElseThrow();
    }

    protected Account ended(Wave wave, String account) {
        await().atMost(PATIENCE).until(() -> state(wave, account).state() == AccountState.State.ENDED);
        return state(wave, account).account();
    }

    protected void ended(Wave wave, String account, Outcome outcome, Step step) {
        Account ended = ended(wave, account);
        assertThat(ended.getResult().outcome)
                .describedAs(ended.getResult().reason)
                .isEqualTo(outcome);
        assertThat(ended.getStep()).isEqualTo(step);
    }

    protected Wave over(Wave wave) {
        await().atMost(PATIENCE).until(() -> events(wave).contains("report"));
        return ledger().waves().find(wave.id()).orElseThrow();
    }

    protected List<String> events(Wave wave) {
        return ledger().events().list(wave.id(), 0, 10_000).stream()
                .map(Event::word)
                .toList();
    }

    protected List<Path> deadLetters() throws IOException {
        Path letters = dir.resolve("dead-letter");
        if (!Files.isDirectory(letters)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(letters)) {
            return files.toList();
        }
    }
}
