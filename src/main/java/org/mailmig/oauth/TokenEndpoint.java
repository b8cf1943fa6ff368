// SPDX-License-Identifier: Apache-2.0
package org.mailmig.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.mailmig.config.CaFile;
import org.mailmig.error.PermanentException;
import org.mailmig.error.StopException;
import org.mailmig.error.TransientException;
import org.mailmig.runtime.LimitedHttpBody;

/**
 * One server's token endpoint (RFC 6749, 3.2): a form by POST, a response limited in size and time. While it is throttling (429, 503 with
 * Retry-After) nothing is sent. Thread-safe.
 */
final class TokenEndpoint {
    private static final int MOST_BYTES = 256 * 1024;

    /** Codes of transient errors (RFC 6749, 4.1.2.1; RFC 8628, 3.5). */
    private static final Set<String> PASSING = Set.of("temporarily_unavailable", "server_error", "slow_down");

    private final OAuthKeys keys;
    private final EndpointPause pause = new EndpointPause();
    private HttpClient client;

    TokenEndpoint(OAuthKeys keys) {
        this.keys = keys;
    }

    /**
     * @param secrets what must not be shown if the server repeats it
     * @param until ends the request when it completes
     * @return the endpoint's JSON, which contains a token
     * @throws StopException permanent if the endpoint refuses; transient if it may respond later
     */
    String ask(URI url, Map<String, String> form, List<String> secrets, CompletableFuture<?> until) {
        String peer = "The token endpoint " + url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath()
                + " of server " + keys.server();
        pause.check(peer);
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(keys.timeout())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(form)))
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client().sendAsync(request, head -> new LimitedHttpBody(head.headers(), MOST_BYTES));
        until.whenComplete((token, fault) -> answer.cancel(true));
        return judged(peer, answered(peer, answer), secrets);
    }

    private HttpResponse<byte[]> answered(String peer, CompletableFuture<HttpResponse<byte[]>> answer) {
        try {
            return answer.get(keys.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new TransientException(
                    peer + " did not answer within " + keys.timeout().toSeconds() + " s.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LimitedHttpBody.TooLargeException) {
                throw new PermanentException(
                        peer + " answered with " + e.getCause().getMessage() + ".", e);
            }
            throw new TransientException(
                    peer + " cannot be asked: "
                            + Optional.ofNullable(e.getCause().getMessage())
                                    .orElse(e.getCause().getClass().getSimpleName()),
                    e);
        } catch (CancellationException e) {
            throw new TransientException(peer + " did not answer before mailmig stopped.", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new TransientException(peer + " did not answer before the wait was interrupted.", e);
        }
    }

    private String judged(String peer, HttpResponse<byte[]> answer, List<String> secrets) {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        int status = answer.statusCode();
        JsonNode json = TokenAnswer.json(text);
        String code = json.path("error").asText("");
        if (status == 200 && code.isEmpty()) {
            return text;
        }
        Optional<Duration> wait = answer.headers().firstValue("Retry-After").flatMap(EndpointPause::parsed);
        if (status == 429 || status == 503 && wait.isPresent()) {
            pause.begin(wait.orElse(Duration.ofSeconds(10)));
            pause.check(peer);
        }
        String words = TokenAnswer.shown(
                "HTTP " + status + (code.isEmpty() ? "" : " " + code) + " "
                        + json.path("error_description").asText(""),
                secrets);
        if (status >= 500 || status == 408 || status == 429 || PASSING.contains(code)) {
            throw new TransientException(peer + " gave no token: " + words, null);
        }
        throw new TokenRefusedException(peer + " gave no token: " + words, code);
    }

    private static String body(Map<String, String> form) {
        return form.entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private synchronized HttpClient client() {
        if (client == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(keys.timeout());
            keys.find("ca-file").ifPresent(file -> {
                SSLContext trusted = CaFile.trusted(file, keys.key("ca-file"));
                builder.sslContext(trusted);
            });
            client = builder.build();
        }
        return client;
    }

    /** The secrets of a form, for {@link #ask}. */
    static List<String> secrets(String... values) {
        List<String> secrets = new ArrayList<>(List.of(values));
        for (String value : values) {
            secrets.add(encoded(value));
        }
        return secrets;
    }
}
