// SPDX-License-Identifier: Apache-2.0
package org.mailmig.console;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.mailmig.config.Settings;
import org.mailmig.error.PermanentException;
import org.mailmig.error.StopException;
import org.mailmig.ledger.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console on {@code mailmig.console.host} and {@code .port}: {@code GET} of a page and of {@code /api/...} ({@link Api}). It has no
 * login and is read-only; on the loopback interface it refuses requests for any other host name (DNS rebinding).
 */
public final class Console implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final long PATIENCE = Duration.ofSeconds(10).toNanos();
    private static final long CROWDED = Duration.ofSeconds(1).toNanos();
    private final HttpServer server;
    private final RequestThreads threads = new RequestThreads(PATIENCE, CROWDED);
    private final Api api;
    private final boolean loopback;

    private Console(HttpServer server, Api api, boolean loopback) {
        this.server = server;
        this.api = api;
        this.loopback = loopback;
    }

    /**
     * Opens the console for this context's ledger, unless {@code mailmig.console.enabled} is false.
     *
     * @throws PermanentException if the port is in use or the host is not an address of this machine
     */
    public static Optional<Console> open(CamelContext context) {
        Settings settings = Settings.of(context);
        if (!settings.flag("mailmig.console.enabled")) {
            return Optional.empty();
        }
        String host = settings.get("mailmig.console.host");
        int port = settings.integer("mailmig.console.port");
        try {
            InetAddress address = InetAddress.getByName(host);
            HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
            Console console = new Console(server, new Api(Ledger.of(context)), address.isLoopbackAddress());
            server.createContext("/", console::answer);
            server.setExecutor(console.threads);
            server.start();
            if (!console.loopback) {
                LOG.warn(
                        "The console on {}:{} has no login: anyone who can reach it sees which accounts are moved.",
                        host,
                        port);
            }
            return Optional.of(console);
        } catch (BindException e) {
            throw new PermanentException(
                    "The console cannot listen on " + host + ":" + port + " (" + e.getMessage()
                            + "): set mailmig.console.port or .host, or mailmig.console.enabled = false.",
                    e);
        } catch (UnknownHostException e) {
            throw new PermanentException(
                    "mailmig.console.host = " + host + " is not a known host: give an address of this machine.", e);
        } catch (IOException e) {
            throw new PermanentException(
                    "The console cannot be opened on " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /** The console's URL. */
    public String url() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().isAnyLocalAddress()
                ? "localhost"
                : address.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/";
    }

    private void answer(HttpExchange exchange) throws IOException {
        RequestThreads.isAnswered();
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (loopback && !isOurs(exchange.getRequestHeaders().getFirst("Host"))) {
                send(exchange, 403, "text/plain; charset=utf-8", "This console is available on this machine only.\n");
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, 405, "text/plain; charset=utf-8", "This console is read-only.\n");
            } else {
                found(exchange, exchange.getRequestURI().getPath());
            }
        }
    }

    /** The host name of another site's page is not this machine's, even if it resolves to its address. */
    private static boolean isOurs(String host) {
        String name = host == null ? "" : host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.equals("[::1]") || name.matches("127(\\.\\d{1,3}){3}");
    }

    private void found(HttpExchange exchange, String path) throws IOException {
        StaticPage page = StaticPage.at(path);
        if (page != null) {
            send(exchange, 200, page.type(), page.text());
            return;
        }
        try {
            Optional<String> json = path.startsWith("/api/")
                    ? api.answer(
                            path.substring("/api/".length()),
                            exchange.getRequestURI().getRawQuery())
                    : Optional.empty();
            send(
                    exchange,
                    json.isPresent() ? 200 : 404,
                    "application/json; charset=utf-8",
                    json.orElse("{\"error\":\"not found\"}"));
        } catch (StopException e) {
            LOG.debug("A request to the console failed", e);
            send(exchange, 503, "application/json; charset=utf-8", "{\"status\":\"DOWN\"}");
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cache-Control", "no-store");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        RequestThreads.goesOut();
        exchange.sendResponseHeaders(status, head || octets.length == 0 ? -1 : octets.length);
        if (!head) {
            exchange.getResponseBody().write(octets);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
