package io.semblance.load;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A server that embeds texts over HTTP/1.1.
 *
 * @param name a name for the output
 * @param url the address of its route
 * @param model the model that OpenAI's dialect names in a request
 */
record EmbeddingServer(String name, Dialect dialect, URI url, String model) {

    private static final Pattern SERVER =
            Pattern.compile("([\\w.-]+)@(tei|openai)@(http://[^@]+)(?:@(.+))?");
    private static final String STANDARD_MODEL = "BAAI/bge-small-en-v1.5";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int SHOWN = 300;

    EmbeddingServer {
        if (url.getHost() == null) {
            throw new IllegalArgumentException("the URL of a server has no valid host: " + url);
        }
        if (url.getPath().isEmpty() || url.getPath().equals("/")) {
            url = url.resolve(dialect.path);
        }
    }

    /** The format of requests and responses. */
    enum Dialect {
        /** That of text-embeddings-inference. */
        TEI("/embed"),
        /** That of OpenAI. */
        OPENAI("/v1/embeddings");

        private final String path;

        Dialect(String path) {
            this.path = path;
        }

        private Object body(Object inputs, String model) {
            return switch (this) {
                case TEI -> Map.of("inputs", inputs);
                case OPENAI -> Map.of("model", model, "input", inputs);
            };
        }

        private List<double[]> vectors(JsonNode body) {
            return switch (this) {
                case TEI -> elements(body).map(Dialect::vector).toList();
                case OPENAI ->
                        elements(body.path("data"))
                                .map(entry -> vector(entry.path("embedding")))
                                .toList();
            };
        }

        private static double[] vector(JsonNode values) {
            return elements(values).mapToDouble(JsonNode::asDouble).toArray();
        }

        private static Stream<JsonNode> elements(JsonNode array) {
            return StreamSupport.stream(array.spliterator(), false);
        }
    }

    /**
     * Parses {@code NAME@DIALECT@URL} or {@code NAME@DIALECT@URL@MODEL}. A URL without a path gets
     * that of the dialect.
     */
    static EmbeddingServer parse(String argument) {
        Matcher parts = SERVER.matcher(argument);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "server '%s' is not like tei@tei@http://localhost:8081 or".formatted(argument)
                            + " infinity@openai@http://localhost:7997/embeddings@MODEL");
        }
        String model = parts.group(4);
        return new EmbeddingServer(
                parts.group(1),
                Dialect.valueOf(parts.group(2).toUpperCase(Locale.ROOT)),
                URI.create(parts.group(3)),
                model == null ? STANDARD_MODEL : model);
    }

    /** Opens a connection. */
    HttpConnection connect() throws ServerException {
        try {
            int port = url.getPort() < 0 ? 80 : url.getPort();
            return new HttpConnection(InetAddress.getByName(url.getHost()), port, PATIENCE);
        } catch (IOException e) {
            throw failure("cannot be reached: " + e, e);
        }
    }

    /**
     * Creates a request that embeds texts, with the bearer token of the environment variable {@code
     * NAME_TOKEN} if it is set.
     */
    HttpRequest request(List<Texts.Text> texts) {
        String variable = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_TOKEN";
        String token = System.getenv(variable);
        return HttpRequest.embed(
                url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()),
                "Host: %s\r\n".formatted(url.getRawAuthority())
                        + (token == null ? "" : "Authorization: Bearer %s\r\n".formatted(token)),
                dialect.body(HttpRequest.inputs(texts), model),
                texts);
    }

    /** Sends a request and returns the body of a response with status 200. */
    String send(HttpConnection connection, HttpRequest request) throws ServerException {
        HttpConnection.Response response;
        try {
            response = connection.receive(request);
        } catch (IOException e) {
            throw failure("did not respond: " + e, e);
        }
        if (response.status() != 200) {
            throw failure(
                    "responded with status %d: %s"
                            .formatted(response.status(), beginning(response.body())));
        }
        return response.body();
    }

    /** Reads the vectors of a body: one for each text, all of one dimension. */
    List<double[]> vectors(String body, int texts) throws ServerException {
        List<double[]> vectors;
        try {
            vectors = dialect.vectors(JsonMapper.shared().readTree(body));
        } catch (JacksonException e) {
            throw failure("responded with a body without vectors: " + beginning(body), e);
        }
        List<Integer> dimensions = vectors.stream().map(v -> v.length).distinct().toList();
        if (vectors.size() != texts || dimensions.size() != 1 || dimensions.getFirst() == 0) {
            throw failure(
                    "responded to %d texts with %d vectors of dimension %s: %s"
                            .formatted(texts, vectors.size(), dimensions, beginning(body)));
        }
        return vectors;
    }

    /** A failure of this server, with its name and address. */
    ServerException failure(String what) {
        return new ServerException("%s at %s %s".formatted(name, url, what));
    }

    private ServerException failure(String what, Exception cause) {
        return new ServerException("%s at %s %s".formatted(name, url, what), cause);
    }

    private static String beginning(String body) {
        return body.length() <= SHOWN ? body : body.substring(0, SHOWN) + "…";
    }
}
