package io.semblance.web;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** A running service as an HTTP client sees it; paths are sent as they are written. */
public final class Service {

    public static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port;

    /** The service on this port of this machine. */
    public Service(int port) {
        this.port = port;
    }

    /** A response with its body as text. */
    public record Answer(int status, String body, HttpResponse<String> response) {

        /** The body as JSON. */
        public JsonNode json() {
            return JSON.readTree(body);
        }

        /** A header; empty if there is none. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** GET. */
    public Answer get(String path) {
        return send("GET", path, null);
    }

    /** POST with a JSON body. */
    public Answer post(String path, String body) {
        return send("POST", path, body);
    }

    /** PUT with a JSON body. */
    public Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    /** DELETE. */
    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    /** Any method; headers are names and values by turns. */
    public Answer send(String method, String path, @Nullable String body, String... headers) {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
