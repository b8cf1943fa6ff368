// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.config.Secret;

/** The size of what the doveadm HTTP API answers is limited, whether it is announced or not. */
class DoveadmAnswersTest {
    private static final int PIECE = 1 << 20;
    private static final int PIECES = 64;
    private final AtomicLong sent = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private Doveadm doveadm() {
        return new Doveadm(
                HttpClient.newHttpClient(),
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/doveadm/v1"),
                Secret.of("key"),
                Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerThatIsTooLargeEnds(boolean announced) {
        server.createContext("/doveadm/v1", exchange -> {
            exchange.sendResponseHeaders(200, announced ? (long) PIECES * PIECE : 0);
            try (OutputStream out = exchange.getResponseBody()) {
                for (int i = 0; i < PIECES; i++) {
                    out.write(new byte[PIECE]);
                    sent.addAndGet(PIECE);
                }
            }
        });
        assertThatThrownBy(() -> doveadm().run(List.of(Doveadm.command("mailboxStatus", "anna"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("answered with more than")
                .hasMessageNotContaining("does not answer");
        assertThat(sent.get()).isLessThan((long) PIECES * PIECE);
    }

    @Test
    void anAnswerWithinTheLimitIsRead() throws IOException {
        byte[] body = "[[\"doveadmResponse\",[],\"c0\"]]".getBytes(StandardCharsets.UTF_8);
        server.createContext("/doveadm/v1", exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        assertThat(doveadm().run(List.of(Doveadm.command("mailboxStatus", "anna"))))
                .singleElement()
                .matches(Doveadm.Answer::ok);
    }
}
