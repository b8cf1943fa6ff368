// SPDX-License-Identifier: Apache-2.0
package org.mailmig.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailmig.Account;
import org.mailmig.ControlRow;
import org.mailmig.Mode;
import org.mailmig.Outcome;
import org.mailmig.error.PermanentException;
import org.mailmig.ledger.Ledger;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.ledger.wave.NewAccount;

class ConsoleTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final HttpClient client = HttpClient.newHttpClient();
    private Ledger ledger;
    private Console console;

    @BeforeEach
    void open() {
        set("mailmig.console.port", "0");
        ledger = Ledger.of(context);
        console = Console.open(context).orElseThrow();
    }

    private void set(String key, String value) {
        Properties keys = new Properties();
        keys.setProperty("mailmig.ledger.url", "jdbc:h2:mem:" + UUID.randomUUID());
        keys.setProperty(key, value);
        context.getPropertiesComponent().setOverrideProperties(keys);
    }

    @AfterEach
    void close() throws IOException {
        console.close();
        ledger.close();
        context.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(console.url() + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private String wave(int accounts) {
        return ledger.waves()
                .begin(
                        "a b.csv",
                        "1",
                        IntStream.range(0, accounts)
                                .mapToObj(i -> new NewAccount(
                                        ControlRow.of(i + 2, "user" + i, "user" + i, Mode.CLONE)
                                                .build(),
                                        null,
                                        null))
                                .iterator())
                .wave()
                .id();
    }

    private void end(String wave, String user, Outcome outcome) {
        Account account = ledger.leases().take(wave, user).orElseThrow();
        account.getResult().outcome = outcome;
        account.getResult().copied = 7;
        account.getResult().reason = outcome == Outcome.DONE ? null : "<b>why</b>";
        ledger.leases().end(account);
    }

    @Test
    void wavesAccountsEventsAndForwardersAreShown() throws Exception {
        String id = wave(3);
        assertThat(id).isEqualTo("a_b-1");
        end(id, "user0", Outcome.DONE);
        end(id, "user1", Outcome.FAILED);
        ledger.events().add(id, "user1", EventKind.FAILED, "<b>why</b>");

        JsonNode wave = json("api/waves").path("waves").path(0);
        assertThat(wave.path("wave").asText()).isEqualTo(id);
        assertThat(wave.path("outcome").asText()).isEmpty();
        assertThat(wave.path("accounts").path("ended").asInt()).isEqualTo(2);

        JsonNode one = json("api/waves/" + id);
        assertThat(one.path("total").asInt()).isEqualTo(3);
        assertThat(one.path("accounts").findValuesAsText("account"))
                .as("those first that need attention")
                .containsExactly("user1", "user2", "user0");
        assertThat(one.path("accounts").path(0).path("reason").asText()).isEqualTo("<b>why</b>");
        assertThat(one.path("accounts").path(2).path("copied").asInt()).isEqualTo(7);

        JsonNode events = json("api/waves/" + id + "/events");
        assertThat(events.path("events").findValuesAsText("kind")).containsExactly("failed");
        assertThat(json("api/waves/" + id + "/events?after="
                                + events.path("last").asLong())
                        .path("events"))
                .isEmpty();
        assertThat(json("api/forwarders").path("forwarders")).isEmpty();
        assertThat(json("api/health").path("status").asText()).isEqualTo("UP");
    }

    @Test
    void aLargeWaveComesInPages() throws Exception {
        String id = wave(Api.MOST + 5);
        assertThat(json("api/waves/" + id).path("accounts")).hasSize(Api.MOST);
        assertThat(json("api/waves/" + id + "?from=" + Api.MOST).path("accounts"))
                .hasSize(5);
        assertThat(json("api/waves/" + id + "?from=-1&from=x").path("accounts")).hasSize(Api.MOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "console.js", "style.css"})
    void thePageRunsNothingButItsOwn(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .contains("default-src 'self'; frame-ancestors 'none'");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.body()).doesNotContain("innerHTML", "http://", "https://", "onclick", "style=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api",
                "api/",
                "api/waves/none",
                "api/waves/none/events",
                "application.properties",
                "..%2fstyle.css",
                "index.html"
            })
    void whatIsNotThereIsNotFound(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void nothingIsChanged(String method) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(console.url() + "api/waves"))
                        .method(method, HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    /** DNS rebinding: a foreign page whose host name resolves to this machine could read everything. */
    @Test
    void whoComesUnderAnotherNameIsTurnedAway() throws Exception {
        assertThat(asked("evil.example")).startsWith("HTTP/1.1 403");
        assertThat(asked("localhost.evil.example:8025")).startsWith("HTTP/1.1 403");
        assertThat(asked("127.0.0.1.evil.example")).startsWith("HTTP/1.1 403");
        assertThat(asked("localhost:8025")).startsWith("HTTP/1.1 200");
        assertThat(asked("127.0.0.1")).startsWith("HTTP/1.1 200");
    }

    private String asked(String host) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(console.url()).getPort())) {
            socket.getOutputStream()
                    .write(("GET /api/health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void aLedgerThatDoesNotAnswerIsDown() throws Exception {
        ledger.close();
        HttpResponse<String> answer = get("api/health");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("DOWN");
    }

    @Test
    void aPortThatIsTakenIsSaidWithTheKey() {
        set("mailmig.console.port", String.valueOf(URI.create(console.url()).getPort()));
        assertThatThrownBy(() -> Console.open(context))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("mailmig.console.port");
    }

    @Test
    void itMayBeSwitchedOff() {
        set("mailmig.console.enabled", "false");
        assertThat(Console.open(context)).isEmpty();
    }
}
