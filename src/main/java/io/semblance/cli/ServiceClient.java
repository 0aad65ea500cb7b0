package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** An HTTP client of a running service. Thread-safe. */
final class ServiceClient implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration MAX_RESPONSE_TIME = Duration.ofMinutes(10);
    private static final int MAX_ATTEMPTS = 20;
    private static final int MAX_SHOWN_BODY = 500;

    /** HTTP/1.1, because a large body must not wait for an upgrade to HTTP/2. */
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();

    private final String url;
    private final @Nullable String apiKey;

    ServiceClient(URI url, @Nullable String apiKey) {
        this.url = url.toString().replaceFirst("/+$", "");
        this.apiKey = apiKey;
    }

    /** A path whose segments may contain any characters. */
    static String path(String format, Object... segments) {
        Object[] encoded = new Object[segments.length];
        for (int i = 0; i < segments.length; i++) {
            encoded[i] = encode(segments[i].toString());
        }
        return format.formatted(encoded);
    }

    /** Percent-encodes a path segment or a value of the query. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Sends a request, and repeats it while the service is busy.
     *
     * @return the JSON of the response; a missing node if it has no body
     * @throws CommandException if the service cannot be reached or answers with an error
     */
    JsonNode json(String method, String path, @Nullable Object body) {
        return json(method, path, body, MAX_RESPONSE_TIME);
    }

    /** Sends a request that must be answered within {@code maxTime}. */
    JsonNode json(String method, String path, @Nullable Object body, Duration maxTime) {
        return parse(exchange(method, path, body, maxTime));
    }

    /** Sends a request as {@link #json} does; the response may have any status below 300. */
    HttpResponse<String> exchange(String method, String path, @Nullable Object body) {
        return exchange(method, path, body, MAX_RESPONSE_TIME);
    }

    private HttpResponse<String> exchange(
            String method, String path, @Nullable Object body, Duration maxTime) {
        HttpRequest request =
                request(path)
                        .timeout(maxTime)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                        .build();
        for (int attempt = 1; ; attempt++) {
            HttpResponse<String> response = exchange(request, BodyHandlers.ofString());
            if (isBusy(response) && attempt < MAX_ATTEMPTS) {
                Backoff.await(retryAfter(response));
            } else if (response.statusCode() >= 300) {
                throw failure(response, response.body());
            } else {
                return response;
            }
        }
    }

    /** The request has the key, but neither a method nor a body yet. */
    HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url + path));
        if (apiKey != null) {
            builder.header("Authorization", "Bearer " + apiKey);
        }
        return builder;
    }

    /** Sends a request; the response is given to the caller as it is. */
    CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
        return http.sendAsync(request, BodyHandlers.ofString());
    }

    /**
     * Opens a stream of any length.
     *
     * @throws CommandException if the service cannot be reached or answers with an error
     */
    HttpResponse<InputStream> open(String path) {
        HttpRequest request = request(path).GET().build();
        HttpResponse<InputStream> response = exchange(request, BodyHandlers.ofInputStream());
        if (response.statusCode() >= 300) {
            try (InputStream body = response.body()) {
                String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                throw failure(response, text);
            } catch (IOException e) {
                throw failure(response, "");
            }
        }
        return response;
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw unreachable(request, e);
        } catch (InterruptedException e) {
            throw CommandException.interrupted(e);
        }
    }

    /** Whether the service asks to repeat the request. */
    static boolean isBusy(HttpResponse<?> response) {
        return response.statusCode() == 429 || response.statusCode() == 503;
    }

    static Duration retryAfter(HttpResponse<?> response) {
        return Duration.ofSeconds(response.headers().firstValueAsLong("Retry-After").orElse(1));
    }

    static CommandException unreachable(HttpRequest request, Throwable cause) {
        return CommandException.unreachable(
                "cannot connect to %s (%s); is the service running? Set its URL with --url"
                        .formatted(request.uri(), cause),
                cause);
    }

    /** Reads the error from a response. */
    static CommandException failure(HttpResponse<?> response, String body) {
        String code = "";
        String detail = body.strip();
        try {
            JsonNode problem = JSON.readTree(body);
            code = " " + problem.path("code").asString("");
            detail = problem.path("detail").asString(detail);
        } catch (JacksonException notJson) {
            // A proxy's page, for example: its text is all there is to show.
            detail = detail.substring(0, Math.min(MAX_SHOWN_BODY, detail.length()));
        }
        String hint =
                response.statusCode() == 401
                        ? "; set the API key with --api-key or SEMBLANCE_SECURITY_APIKEY"
                        : "";
        return CommandException.answered(
                "%s %s answered %d%s: %s%s"
                        .formatted(
                                response.request().method(),
                                response.uri(),
                                response.statusCode(),
                                code.stripTrailing(),
                                Display.line(detail),
                                hint),
                response.statusCode());
    }

    /** Parses the body of a response. */
    static JsonNode parse(HttpResponse<String> response) {
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
        http.shutdownNow();
    }
}
