package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An HTTP client of a running service. Thread-safe. */
final class ServiceClient implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration MAX_RESPONSE_TIME = Duration.ofMinutes(10);
    private static final int MAX_ATTEMPTS = 20;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI url;
    private final @Nullable String apiKey;

    ServiceClient(URI url, @Nullable String apiKey) {
        this.url = url;
        this.apiKey = apiKey;
    }

    /**
     * Creates a collection if it does not exist; missing settings get their defaults. Returns
     * whether it was created.
     */
    boolean putCollection(String name, Map<String, Object> definition) {
        return send("PUT", "/v1/collections/" + name, definition).statusCode() == 201;
    }

    void dropCollection(String name) {
        send("DELETE", "/v1/collections/" + name, null);
    }

    JsonNode collection(String name) {
        return json(send("GET", "/v1/collections/" + name, null));
    }

    /**
     * Writes documents.
     *
     * @throws CommandException if one of them is refused
     */
    void putDocuments(String collection, List<?> documents) {
        String path = "/v1/collections/%s/documents".formatted(collection);
        JsonNode report = json(send("PUT", path, Map.of("documents", documents)));
        for (JsonNode item : report.path("items")) {
            if (!item.path("error").isNull()) {
                throw new CommandException(
                        "document '%s' was refused: %s"
                                .formatted(
                                        item.path("id").asString(),
                                        item.path("error").path("detail").asString()));
            }
        }
    }

    /** The ids of the documents found, best first. */
    List<String> search(String collection, Map<String, Object> body) {
        JsonNode answer =
                json(send("POST", "/v1/collections/%s/search".formatted(collection), body));
        return answer.path("results").valueStream().map(hit -> hit.path("id").asString()).toList();
    }

    /** Sends a request, and repeats it while the service is busy. */
    private HttpResponse<String> send(String method, String path, @Nullable Object body) {
        HttpRequest request = request(method, path, body);
        for (int attempt = 1; ; attempt++) {
            HttpResponse<String> response = exchange(request);
            boolean busy = response.statusCode() == 429 || response.statusCode() == 503;
            if (busy && attempt < MAX_ATTEMPTS) {
                await(response.headers().firstValueAsLong("Retry-After").orElse(1));
            } else if (response.statusCode() >= 400) {
                throw new CommandException(
                        "%s %s answered %d: %s"
                                .formatted(
                                        method,
                                        request.uri(),
                                        response.statusCode(),
                                        response.body()));
            } else {
                return response;
            }
        }
    }

    private HttpRequest request(String method, String path, @Nullable Object body) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(url.resolve(path))
                        .timeout(MAX_RESPONSE_TIME)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        if (apiKey != null) {
            builder.header("Authorization", "Bearer " + apiKey);
        }
        return builder.build();
    }

    private HttpResponse<String> exchange(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new CommandException(
                    "cannot connect to %s (%s); is the service running? Set its URL with --url"
                            .formatted(request.uri(), e),
                    e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void await(long seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static CommandException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CommandException("interrupted", cause);
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JacksonException e) {
            throw new CommandException(
                    "the response of %s is not JSON; is it a Semblance service?"
                            .formatted(response.uri()),
                    e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
