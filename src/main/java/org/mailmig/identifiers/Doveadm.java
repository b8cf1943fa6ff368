// SPDX-License-Identifier: Apache-2.0
package org.mailmig.identifiers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.mailmig.config.Secret;
import org.mailmig.error.RefusedException;
import org.mailmig.error.StoppingException;
import org.mailmig.runtime.CrashPoint;
import org.mailmig.runtime.LimitedHttpBody;

/** Sends commands to Dovecot's doveadm HTTP API (v1), several in one request: a request costs more than a command. */
final class Doveadm {
    private static final int DEEPEST = 32;
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build());
    /** Enough for a hundred thousand folders. */
    private static final int MOST_OCTETS = 16 << 20;

    private static final Duration MOST = Duration.ofSeconds(60);
    /** A very long request would occupy one worker of Dovecot for long. */
    private static final int MOST_COMMANDS = 100;

    private final HttpClient client;
    private final Duration longest;
    private final URI url;
    private final String authorization;
    private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();

    /** A command: {@code user} and further parameters. */
    record Command(String name, ObjectNode parameters) {
        Command with(String key, String value) {
            parameters.put(key, value);
            return this;
        }

        Command with(String key, List<String> values) {
            ArrayNode list = parameters.putArray(key);
            values.forEach(list::add);
            return this;
        }
    }

    /**
     * The result of a command.
     *
     * @param error empty on success
     */
    record Answer(JsonNode body, String error) {
        boolean ok() {
            return error.isEmpty();
        }
    }

    /** @param replyTimeout of the target: a whole response may take no longer, and never more than a minute */
    Doveadm(HttpClient client, URI url, Secret key, Duration replyTimeout) {
        this.longest = replyTimeout.compareTo(MOST) < 0 ? replyTimeout : MOST;
        this.client = client;
        this.url = url;
        this.authorization = "X-Dovecot-API "
                + Base64.getEncoder().encodeToString(key.reveal().getBytes(StandardCharsets.UTF_8));
    }

    static Command command(String name, String user) {
        return new Command(name, JSON.createObjectNode().put("user", user));
    }

    /** Runs the commands in order; one that fails does not stop later ones. */
    List<Answer> run(List<Command> commands) throws IOException {
        List<Answer> answers = new ArrayList<>();
        for (int first = 0; first < commands.size(); first += MOST_COMMANDS) {
            answers.addAll(post(commands.subList(first, Math.min(commands.size(), first + MOST_COMMANDS))));
        }
        return answers;
    }

    private List<Answer> post(List<Command> commands) throws IOException {
        CrashPoint.step("before doveadm " + commands.get(0).name());
        List<Answer> answers = asked(commands);
        CrashPoint.step("after doveadm " + commands.get(0).name());
        return answers;
    }

    private List<Answer> asked(List<Command> commands) throws IOException {
        ArrayNode request = JSON.createArrayNode();
        for (int i = 0; i < commands.size(); i++) {
            request.addArray()
                    .add(commands.get(i).name())
                    .add(commands.get(i).parameters())
                    .add("c" + i);
        }
        HttpResponse<byte[]> response = send(HttpRequest.newBuilder(url)
                .timeout(longest)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request)))
                .build());
        if (response.statusCode() != 200) {
            throw new RefusedException("The doveadm HTTP API at " + url + " answers " + response.statusCode()
                    + (response.statusCode() == 401
                            ? ": it does not accept the key (mailmig.target.identity.key, doveadm_api_key in Dovecot)."
                            : ": is mailmig.target.identity.url right (it ends in /doveadm/v1)?"));
        }
        try {
            return answers(commands, JSON.readTree(response.body()));
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "The doveadm HTTP API at " + url + " answers with invalid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, response -> new LimitedHttpBody(response.headers(), MOST_OCTETS));
        underWay.add(answer);
        try {
            return answer.get(
                    longest.toMillis(), TimeUnit.MILLISECONDS); // the request's own limit covers only the headers
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(
                    "The doveadm HTTP API at " + url + " did not complete its answer within " + longest.toSeconds()
                            + " s",
                    e);
        } catch (ExecutionException e) {
            throw fault(e.getCause());
        } catch (InterruptedException | java.util.concurrent.CancellationException e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new StoppingException("interrupted while waiting for the doveadm HTTP API at " + url);
        } finally {
            underWay.remove(answer);
        }
    }

    private IOException fault(Throwable cause) {
        String who = "The doveadm HTTP API at " + url;
        if (cause instanceof SSLHandshakeException) {
            throw new RefusedException(who + " cannot be reached safely: " + cause.getMessage());
        }
        if (cause instanceof ConnectException && !(cause instanceof HttpTimeoutException)) {
            throw new RefusedException(who + " does not answer: is mailmig.target.identity.url right, and does Dovecot"
                    + " listen there (service doveadm, inet_listener http)?");
        }
        if (cause instanceof LimitedHttpBody.TooLargeException) {
            return new IOException(who + " answered with " + cause.getMessage(), cause);
        }
        return new IOException(who + " does not answer: " + cause.getMessage(), cause);
    }

    private List<Answer> answers(List<Command> commands, JsonNode response) throws IOException {
        if (!response.isArray() || response.size() != commands.size()) {
            throw new IOException("The doveadm HTTP API at " + url + " answers " + response.size() + " of "
                    + commands.size() + " commands.");
        }
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < response.size(); i++) {
            JsonNode each = response.get(i);
            boolean fits = each.path(2).asText().equals("c" + i);
            boolean ok = fits && each.path(0).asText().equals("doveadmResponse");
            String code = each.path(1)
                    .path("exitCode")
                    .asText(each.path(1).path("type").asText("no answer"));
            answers.add(new Answer(each.path(1), ok ? "" : commands.get(i).name() + " fails with " + code));
        }
        return answers;
    }

    void abort() {
        underWay.forEach(answer -> answer.cancel(true));
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
