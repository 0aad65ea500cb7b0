package io.semblance.web.docs;

import io.semblance.web.Service;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Examples of requests, in an order in which they can be sent, and of their answers. */
final class ApiExamples {

    /** What stands for the parameters of a path. */
    static final Map<String, String> PATH =
            Map.of(
                    "collection", "handbook",
                    "id", "kb-12",
                    "job", "0b1e6c1f-5d0a-4c69-9c0e-4f0f3c1b2a3d",
                    "path", "bge-small-en-v1.5");

    private final List<Example> examples;

    private ApiExamples(List<Example> examples) {
        this.examples = examples;
    }

    /**
     * One of them.
     *
     * @param route as {@code POST /embed}
     * @param name what it shows
     * @param body null if it has none
     * @param status of the answer
     * @param response whole if it is an error, else one of the same form; null if it shows none
     */
    record Example(
            String route,
            String name,
            @org.jspecify.annotations.Nullable JsonNode body,
            int status,
            @org.jspecify.annotations.Nullable JsonNode response) {

        String method() {
            return route.substring(0, route.indexOf(' '));
        }

        /** With its parameters filled in. */
        String path() {
            String path = route.substring(route.indexOf(' ') + 1);
            for (var each : PATH.entrySet()) {
                path = path.replace("{" + each.getKey() + "}", each.getValue());
            }
            return path;
        }

        @Override
        public String toString() {
            return "%s: %s".formatted(route, name);
        }
    }

    static ApiExamples load() {
        try (InputStream file =
                Objects.requireNonNull(
                        ApiExamples.class.getResourceAsStream("/api-examples.json"))) {
            return new ApiExamples(
                    Service.JSON
                            .readTree(file)
                            .valueStream()
                            .map(each ->
                                    new Example(
                                            each.get("route").asString(),
                                            each.get("name").asString(),
                                            each.get("body"),
                                            each.path("status").asInt(200),
                                            each.get("response")))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Example> all() {
        return examples;
    }

    /** Adds those of a route to its description. */
    void addTo(ObjectNode operation, String route) {
        for (Example example : examples) {
            if (!example.route().equals(route)) {
                continue;
            }
            String name = example.name().replaceAll("[^A-Za-z0-9]+", "-");
            // What is refused does not fit the schema: it is no example of it.
            if (example.body() != null && (example.status() < 400 || example.status() == 409)) {
                ObjectNode shown =
                        ((ObjectNode) operation.at("/requestBody/content/application~1json"))
                                .withObjectProperty("examples")
                                .putObject(name);
                shown.put("summary", example.name());
                if (example.status() >= 300) {
                    shown.put("description", "Rejected with %d.".formatted(example.status()));
                }
                shown.set("value", example.body());
            }
            if (example.response() != null) {
                ObjectNode media =
                        (ObjectNode)
                                operation
                                        .at("/responses/%d/content".formatted(example.status()))
                                        .valueStream()
                                        .findFirst()
                                        .orElseThrow();
                ObjectNode shown = media.withObjectProperty("examples").putObject(name);
                shown.put("summary", example.name());
                shown.set("value", example.response());
            }
        }
    }
}
