// SPDX-License-Identifier: Apache-2.0
package org.mailmig.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.ledger.wave.Event;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.ledger.wave.Wave;
import org.mailmig.world.Alone;
import org.mailmig.world.Hanging;

/** The shipped routes on another queue, by properties alone: two workers share a wave over a broker, and one of them dies. */
@Alone
class JmsQueueIT {
    private static final int ACCOUNTS = 60;
    private static final int IN_FLIGHT = 4;
    private static final Duration PATIENCE = Hanging.AFTER;

    @TempDir
    Path dir;

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final List<Process> workers = new ArrayList<>();
    private Ledger ledger;
    private int port;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + port);
        broker.setConfiguration(configuration);
        broker.start();
        ledger = Ledger.open(ledgerUrl(), null);
    }

    @AfterEach
    void stop() throws Exception {
        workers.forEach(Process::destroyForcibly);
        ledger.close();
        broker.stop();
    }

    private String ledgerUrl() {
        return "jdbc:h2:file:" + dir.resolve("ledger");
    }

    private Process worker(String name) throws IOException {
        Properties properties = new Properties();
        properties.put("camel.main.name", name);
        properties.put("camel.main.routesIncludePattern", "file:routes/*.camel.yaml");
        properties.put(
                "camel.beans.broker", "#class:org.apache.activemq.artemis.jms.client.ActiveMQJMSConnectionFactory");
        properties.put("camel.beans.broker.brokerURL", "tcp://127.0.0.1:" + port + "?consumerWindowSize=0");
        properties.put("camel.beans.pool", "#class:org.messaginghub.pooled.jms.JmsPoolConnectionFactory");
        properties.put("camel.beans.pool.connectionFactory", "#bean:broker");
        properties.put("camel.component.jms.connectionFactory", "#bean:pool");
        properties.put("mailmig.accounts.uri", "jms:queue:mailmig-accounts");
        properties.put("mailmig.accounts.producer", "deliveryPersistent=true");
        properties.put(
                "mailmig.accounts.consumer",
                "concurrentConsumers=" + IN_FLIGHT
                        + "&transacted=true&lazyCreateTransactionManager=false&cacheLevelName=CACHE_CONSUMER");
        properties.put("mailmig.ledger.url", ledgerUrl());
        properties.put("mailmig.intake.enabled", "false");
        properties.put("mailmig.feeder.period", "100");
        properties.put("mailmig.report.dir", dir.resolve("report").toString());
        properties.put("mailmig.dead-letter.dir", dir.resolve("dead-letter").toString());
        Path file = dir.resolve(name + ".properties");
        try (Writer out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        Process worker = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        JmsWorker.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve(name + ".log").toFile())
                .start();
        workers.add(worker);
        return worker;
    }

    private Wave wave() {
        return ledger.waves()
                .begin(
                        "wave.csv",
                        UUID.randomUUID().toString(),
                        IntStream.range(0, ACCOUNTS)
                                .mapToObj(number ->
                                        new NewAccount(LineTestSupport.row("user" + number, Mode.MERGE), null, null))
                                .iterator())
                .wave();
    }

    private List<AccountState> running(Wave wave, Process worker) {
        return ledger.accounts().list(wave.id()).stream()
                .filter(state -> state.state() == AccountState.State.RUNNING)
                .filter(state -> state.holder().contains("/" + worker.pid() + "/"))
                .toList();
    }

    @Test
    void twoWorkersShareAWaveAndWhatADeadOneHeldIsDoneByTheOther() throws Exception {
        Process first = worker("first");
        Process second = worker("second");
        Wave wave = wave();
        await().atMost(PATIENCE)
                .failFast("a worker ended", () -> !first.isAlive() || !second.isAlive())
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !running(wave, first).isEmpty()
                        && !running(wave, second).isEmpty());
        first.destroyForcibly().waitFor();
        int held = running(wave, first).size();

        await().atMost(PATIENCE)
                .failFast("the living worker ended", () -> !second.isAlive())
                .until(() -> ledger.waves().find(wave.id()).orElseThrow().outcome() != null);

        assertThat(ledger.accounts().list(wave.id()))
                .allSatisfy(
                        state -> assertThat(state.account().getResult().outcome).isEqualTo(Outcome.DONE))
                .filteredOn(state -> state.attempts() > 1)
                .describedAs("accounts in flight when the worker died")
                .isNotEmpty()
                .describedAs("begun again: what is held now, and what the other may have taken over before we looked")
                .hasSizeBetween(held, IN_FLIGHT);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ledger.events().list(wave.id(), 0, 10_000))
                .extracting(Event::word)
                .containsOnlyOnce("report"));
    }
}
