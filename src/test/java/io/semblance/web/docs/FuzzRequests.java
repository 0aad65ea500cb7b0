package io.semblance.web.docs;

import tools.jackson.databind.JsonNode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Requests for the operations of a description, the same for the same seed. */
final class FuzzRequests {

    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE");
    private static final List<String> MEDIA_TYPES =
            List.of(
                    "text/plain",
                    "application/xml",
                    "multipart/form-data; boundary=x",
                    "application/x-www-form-urlencoded",
                    "application/json;charset=utf-16",
                    "application/json;charset=nope",
                    "nonsense",
                    "*/*");

    private final List<Operation> operations = new ArrayList<>();
    private final SplittableRandom random;
    private final SchemaValues values;
    private final FuzzPaths paths;

    private record Operation(String method, String path, JsonNode description) {

        JsonNode parameters() {
            return description.path("parameters");
        }
    }

    /**
     * A request.
     *
     * @param route its path as it is described; empty if it has none
     * @param fits whether it is as described, so that nothing about its form may be refused
     */
    record Request(
            String method,
            String path,
            Optional<String> route,
            Map<String, String> headers,
            ByteBuffer body,
            boolean fits) {

        byte[] bytes() {
            byte[] bytes = new byte[body.remaining()];
            body.duplicate().get(bytes);
            return bytes;
        }

        @Override
        public String toString() {
            String text = new String(bytes(), StandardCharsets.UTF_8);
            return "%s %s %s %s"
                    .formatted(
                            method,
                            path,
                            headers,
                            text.length() > 500 ? text.substring(0, 500) + "…" : text);
        }
    }

    FuzzRequests(JsonNode root, long seed) {
        this.random = new SplittableRandom(seed);
        this.values = new SchemaValues(root, random);
        this.paths = new FuzzPaths(values, random);
        root.get("paths")
                .properties()
                .forEach(path ->
                        path.getValue()
                                .properties()
                                .forEach(operation ->
                                        operations.add(
                                                new Operation(
                                                        operation.getKey().toUpperCase(Locale.ROOT),
                                                        path.getKey(),
                                                        operation.getValue()))));
    }

    int operations() {
        return operations.size();
    }

    /** The next one. */
    Request next() {
        Operation operation = operation();
        Map<String, String> headers = new LinkedHashMap<>();
        JsonNode schema =
                operation.description().at("/requestBody/content/application~1json/schema");
        byte[] body = new byte[0];
        if (!schema.isMissingNode()) {
            headers.put("Content-Type", "application/json");
            body = bytes(values.fitting(schema, "").toString());
        }
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 ->
                    new Request(
                            operation.method(),
                            paths.of(operation.path(), operation.parameters(), false),
                            Optional.of(operation.path()),
                            headers,
                            ByteBuffer.wrap(body),
                            true);
            case 4, 5, 6 -> nearly(operation, headers, schema, body);
            case 7, 8 -> hostile(operation, headers, body);
            default -> odd(headers, body);
        };
    }

    /** Metrics are long to write and to read, and take no input: they come up less. */
    private Operation operation() {
        Operation operation = values.pick(operations);
        boolean metrics = Set.of("/metrics", "/actuator/prometheus").contains(operation.path());
        return metrics && random.nextInt(20) > 0 ? operation() : operation;
    }

    private Request nearly(
            Operation operation, Map<String, String> headers, JsonNode schema, byte[] body) {
        byte[] spoilt = body;
        if (!schema.isMissingNode()) {
            JsonNode value = values.fitting(schema, "");
            for (int i = random.nextInt(2); i >= 0; i--) {
                value = values.spoilt(value);
            }
            spoilt = bytes(value.toString());
        }
        return new Request(
                operation.method(),
                paths.of(
                        operation.path(),
                        operation.parameters(),
                        body.length == 0 || random.nextInt(4) == 0),
                Optional.of(operation.path()),
                headers,
                ByteBuffer.wrap(spoilt),
                false);
    }

    private Request hostile(Operation operation, Map<String, String> headers, byte[] body) {
        byte[] sent = body;
        switch (random.nextInt(10)) {
            case 0 -> headers.put("Content-Type", values.pick(MEDIA_TYPES));
            case 1 -> headers.put("Accept", values.pick(List.of("image/png", "nonsense", "*/xml")));
            case 2 ->
                    headers.put(
                            "Content-Encoding", values.pick(List.of("gzip", "br", "deflate", "")));
            case 3 ->
                    headers.put(
                            "x-envoy-expected-rq-timeout-ms",
                            values.pick(List.of("0", "-1", "soon", "1e3", "99999999999999")));
            case 4 ->
                    sent = Arrays.copyOf(body, body.length == 0 ? 0 : random.nextInt(body.length));
            case 5 -> sent = bytes(nested(random.nextInt(20, 3_000)));
            case 6 -> sent = garbage();
            case 7 -> sent = flipped(body);
            case 8 ->
                    sent =
                            bytes(
                                    values.pick(
                                            List.of(
                                                    "null",
                                                    "[]",
                                                    "\"x\"",
                                                    "1",
                                                    "{}",
                                                    "NaN",
                                                    "{\"a\":1,\"a\":2}",
                                                    "{}{}",
                                                    "{'a':1}",
                                                    "[1,]",
                                                    "\ufeff{}")));
            default -> headers.put("X-API-Key", values.pick(List.of("", "x".repeat(4_000), "ä")));
        }
        return new Request(
                operation.method(),
                paths.of(operation.path(), operation.parameters(), random.nextInt(3) == 0),
                Optional.of(operation.path()),
                headers,
                ByteBuffer.wrap(sent),
                false);
    }

    private Request odd(Map<String, String> headers, byte[] body) {
        return new Request(
                values.pick(METHODS),
                paths.odd(),
                Optional.empty(),
                headers,
                ByteBuffer.wrap(body),
                false);
    }

    private String nested(int depth) {
        return random.nextBoolean()
                ? "[".repeat(depth) + "]".repeat(depth)
                : "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
    }

    private byte[] garbage() {
        byte[] garbage = new byte[random.nextInt(200)];
        random.nextBytes(garbage);
        return garbage;
    }

    private byte[] flipped(byte[] body) {
        byte[] flipped = body.clone();
        if (flipped.length > 0) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private static byte[] bytes(String json) {
        return json.replace(SchemaValues.SURROGATE, "\\ud800")
                .replace('"' + SchemaValues.NOT_A_NUMBER + '"', "NaN")
                .getBytes(StandardCharsets.UTF_8);
    }
}
