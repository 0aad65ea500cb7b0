package io.semblance.web.docs;

import tools.jackson.databind.JsonNode;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** Paths with their queries: of operations, with values that fit or odd ones, and of none. */
final class FuzzPaths {

    private static final List<String> PATHS =
            List.of(
                    "/nowhere",
                    "/v1/collections/..",
                    "/v1/collections//documents",
                    "/v1/collections/a;b=c/documents",
                    "/v1/collections/%7f",
                    "/%00",
                    "/embed/",
                    "/EMBED",
                    "/v1",
                    "/error",
                    "/docs/..%2f..%2fapplication.properties",
                    "/docs/openapi.json",
                    "/v1/collections/fuzz-a/documents/a/b/c",
                    "/actuator/env",
                    "/actuator/heapdump",
                    "/'%20OR%20'1'='1");
    private static final List<String> SEGMENTS =
            List.of(
                    "UPPER",
                    "a%20b",
                    "%00",
                    "a%2Fb",
                    "%C3%BC",
                    "%E4",
                    "%ED%A0%80",
                    "'%20OR%201=1",
                    "x".repeat(600),
                    "-",
                    "%25s");

    private final SchemaValues values;
    private final SplittableRandom random;

    FuzzPaths(SchemaValues values, SplittableRandom random) {
        this.values = values;
        this.random = random;
    }

    /** One that leads nowhere, or should not. */
    String odd() {
        return values.pick(PATHS);
    }

    /**
     * A path with values for its parameters.
     *
     * @param template as it is described, with the names of its parameters
     * @param odd whether the values are those that nobody would give
     */
    String of(String template, JsonNode parameters, boolean odd) {
        String path = template;
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : parameters) {
            String name = parameter.get("name").asString();
            switch (parameter.get("in").asString()) {
                case "path" -> path = path.replace("{" + name + "}", segment(name, odd));
                case "query" -> {
                    if (random.nextInt(3) == 0) {
                        String value =
                                odd
                                        ? values.hostileText().replace(SchemaValues.SURROGATE, "?")
                                        : values.fitting(parameter.get("schema"), name).asString();
                        query.append(query.isEmpty() ? '?' : '&')
                                .append(name)
                                .append('=')
                                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
                    }
                }
                default -> {}
            }
        }
        return path + query;
    }

    private String segment(String name, boolean odd) {
        if (odd) {
            return values.pick(SEGMENTS);
        }
        String value = name.equals("path") ? values.word("model") : values.word(name);
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
