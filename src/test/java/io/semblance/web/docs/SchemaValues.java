package io.semblance.web.docs;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Values that fit a schema, and values that nearly do; what they are is the generator's choice. */
final class SchemaValues {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Stands for a lone surrogate, which no encoder writes. */
    static final String SURROGATE = "@surrogate@";

    /** Stands for what is no JSON. */
    static final String NOT_A_NUMBER = "@nan@";

    private static final List<String> TEXTS =
            List.of(
                    "one text",
                    "another",
                    "reset a password",
                    "Bread needs time.",
                    "übermäßig 日本語 🦊",
                    "hello world",
                    "word word word");
    private static final List<String> HOSTILE_TEXTS =
            List.of(
                    "",
                    "  \n\t ",
                    "a\u0000b",
                    "\u0001\u001b[31m",
                    SURROGATE,
                    "'; DROP TABLE documents; --",
                    "1) OR (1=1",
                    "%s%n${jndi:ldap://x}",
                    "<script>alert(1)</script>",
                    "../../etc/passwd",
                    "\u202e\ufeff\ufffe",
                    "x".repeat(5_000));

    /** By the name of a field. */
    private static final Map<String, List<String>> WORDS =
            Map.of(
                    "model", List.of("bge-small-en-v1.5-q", "bge-small-en-v1.5-q", "nope"),
                    "collection", List.of("fuzz-a", "fuzz-b", "nowhere"),
                    "filter",
                            List.of(
                                    "lang == 'en'",
                                    "year >= 2024 && NOT (lang IN ['de', 'fr'])",
                                    "EXISTS a.b",
                                    "tags CONTAINS 'x'"),
                    "id", List.of("kb-1", "kb-2", "a/b", "ä b", "kb-3"),
                    "cursor", List.of("bm9uZQ", "x"));

    /** Of objects in objects; a filter may have filters in it. */
    private static final int MAX_DEPTH = 4;

    private final JsonNode root;
    private final RandomGenerator random;
    private int depth;

    /**
     * @param root the document that references lead into
     */
    SchemaValues(JsonNode root, RandomGenerator random) {
        this.root = root;
        this.random = random;
    }

    /**
     * A value that fits.
     *
     * @param name of the field that it is for
     */
    JsonNode fitting(JsonNode schema, String name) {
        if (schema.has("$ref")) {
            return fitting(root.at(schema.get("$ref").asString().substring(1)), name);
        }
        if (schema.has("anyOf")) {
            return fitting(pick(schema.get("anyOf")), name);
        }
        if (schema.has("enum")) {
            return pick(schema.get("enum"));
        }
        JsonNode type = schema.path("type");
        return switch (type.isArray() ? pick(type).asString() : type.asString("null")) {
            case "string" -> NODES.stringNode(word(name));
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "integer" -> NODES.numberNode(integer(schema));
            case "number" -> NODES.numberNode(random.nextDouble(-1, 1));
            case "array" -> array(schema, name);
            case "object" -> object(schema);
            default -> NODES.nullNode();
        };
    }

    private JsonNode array(JsonNode schema, String name) {
        ArrayNode array = NODES.arrayNode();
        int least = schema.path("minItems").asInt(0);
        int length = name.equals("vector") ? 384 : random.nextInt(least, least + 3);
        for (int i = 0; i < length; i++) {
            array.add(fitting(schema.get("items"), name.equals("ids") ? "id" : name));
        }
        return array;
    }

    private JsonNode object(JsonNode schema) {
        ObjectNode object = NODES.objectNode();
        if (!schema.has("properties")) {
            return metadata(object, 2);
        }
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(each -> required.add(each.asString()));
        depth++;
        for (var each : schema.get("properties").properties()) {
            if (required.contains(each.getKey()) || (depth < MAX_DEPTH && random.nextInt(3) == 0)) {
                object.set(each.getKey(), fitting(each.getValue(), each.getKey()));
            }
        }
        depth--;
        return object;
    }

    private ObjectNode metadata(ObjectNode object, int depth) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            String key = pick(List.of("lang", "year", "tags", "a", "$and", "x.y"));
            switch (random.nextInt(depth > 0 ? 5 : 3)) {
                case 0 -> object.put(key, pick(TEXTS));
                case 1 -> object.put(key, random.nextInt(3_000));
                case 2 -> object.putNull(key);
                case 3 -> object.putArray(key).add(pick(TEXTS)).add(random.nextBoolean());
                default -> object.set(key, metadata(NODES.objectNode(), depth - 1));
            }
        }
        return object;
    }

    private long integer(JsonNode schema) {
        long least = schema.path("minimum").asLong(0);
        long most = Math.min(schema.path("maximum").asLong(Long.MAX_VALUE), least + 399);
        return random.nextInt(4) == 0 ? least : random.nextLong(least, most + 1);
    }

    String word(String name) {
        return pick(WORDS.getOrDefault(name, TEXTS));
    }

    String hostileText() {
        return pick(HOSTILE_TEXTS);
    }

    /** Something that hardly fits anywhere. */
    JsonNode hostile() {
        return switch (random.nextInt(14)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(-1);
            case 3 -> NODES.numberNode(Integer.MAX_VALUE);
            case 4 -> NODES.numberNode(1L + Integer.MAX_VALUE);
            case 5 -> NODES.numberNode(BigInteger.TEN.pow(random.nextInt(18, 400)));
            case 6 -> NODES.numberNode(1.5);
            case 7 -> NODES.numberNode(Double.MAX_VALUE);
            case 8 -> NODES.arrayNode();
            case 9 -> NODES.objectNode();
            case 10 -> NODES.arrayNode().add(NODES.nullNode()).add(hostileText());
            case 11 -> NODES.objectNode().put(hostileText(), hostileText());
            case 12 -> NODES.stringNode(NOT_A_NUMBER);
            default -> NODES.stringNode(hostileText());
        };
    }

    /** Changes one place of a value. */
    JsonNode spoilt(JsonNode value) {
        if (!value.isContainer() || value.isEmpty() || random.nextInt(6) == 0) {
            return hostile();
        }
        if (value instanceof ArrayNode array) {
            int index = random.nextInt(array.size());
            return array.set(index, spoilt(array.get(index)));
        }
        ObjectNode object = (ObjectNode) value;
        String name = pick(List.copyOf(object.propertyNames()));
        switch (random.nextInt(8)) {
            case 0 -> object.remove(name);
            case 1 -> object.set("unknown_" + random.nextInt(3), hostile());
            default -> object.set(name, spoilt(object.get(name)));
        }
        return object;
    }

    <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private JsonNode pick(JsonNode array) {
        return array.get(random.nextInt(array.size()));
    }
}
