// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A token endpoint (RFC 6749) with expiring tokens, and an introspection endpoint (RFC 7662) that tells Dovecot whether a token is
 * active and its user: the subject of the assertion (RFC 7523) that it was issued for.
 */
public final class TokenServer implements AutoCloseable, AfterEachCallback {
    /** The forms that came, by field. */
    public final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private final Map<String, Long> ends = new ConcurrentHashMap<>();
    private final Map<String, String> owners = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();
    private final Duration life;
    private volatile Answer next;

    private record Answer(int status, String retryAfter, String body) {}

    public TokenServer() {
        this(Duration.ofHours(1));
    }

    public TokenServer(Duration life) {
        this.life = life;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/token", this::token);
        server.createContext("/introspect", this::introspect);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "token-server");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    public String url() {
        return base() + "/token";
    }

    public String introspectionUrl() {
        return base() + "/introspect";
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The next request gets this answer instead of a token; {@code retryAfter} may be {@code null}. */
    public void answersOnce(int status, String retryAfter, String body) {
        next = new Answer(status, retryAfter, body);
    }

    /** As if every token of this user had expired. Those of other tests stay valid. */
    public void expire(String user) {
        ends.keySet().removeIf(token -> user.equals(owners.get(token)));
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        asked.add(form);
        Answer answer = next;
        next = null;
        if (answer != null) {
            if (answer.retryAfter() != null) {
                exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
            }
            answer(exchange, answer.status(), answer.body());
            return;
        }
        String token = "token-" + number.incrementAndGet();
        owners.put(token, subject(form.getOrDefault("assertion", "")));
        ends.put(token, System.nanoTime() + life.toNanos());
        answer(
                exchange,
                200,
                "{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\",\"expires_in\":" + life.toSeconds()
                        + "}");
    }

    private void introspect(HttpExchange exchange) throws IOException {
        String token = form(exchange).getOrDefault("token", "");
        Long end = ends.get(token);
        boolean active = end != null && end - System.nanoTime() > 0;
        answer(exchange, 200, "{\"active\":" + active + ",\"username\":\"" + owners.getOrDefault(token, "") + "\"}");
    }

    private static String subject(String assertion) throws IOException {
        return assertion.isEmpty()
                ? ""
                : new ObjectMapper()
                        .readTree(Base64.getUrlDecoder().decode(assertion.split("\\.")[1]))
                        .path("sub")
                        .asText();
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        for (String field : body.split("&")) {
            String[] parts = field.split("=", 2);
            if (parts.length == 2) {
                fields.put(decoded(parts[0]), decoded(parts[1]));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void afterEach(ExtensionContext test) {
        close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
