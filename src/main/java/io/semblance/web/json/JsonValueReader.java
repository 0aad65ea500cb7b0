package io.semblance.web.json;

import io.semblance.memory.MemoryAccount;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads any JSON value into Java's own types and charges their memory to the request: three bytes
 * of a body may become an object of twenty times that size.
 */
public final class JsonValueReader extends StdDeserializer<Object> {

    private static final long serialVersionUID = 1L;

    /** Heap of an empty map or list, with its entry in another one. */
    private static final int CONTAINER_BYTES = 72;

    /** Heap of a value, with its entry in a map or list. */
    private static final int VALUE_BYTES = 56;

    /** Number of values whose memory is charged at once. */
    private static final int CHARGED_VALUES = 64;

    JsonValueReader() {
        super(Object.class);
    }

    @Override
    public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
        Reading reading = new Reading(parser, context);
        Object value = reading.value();
        MemoryAccount.charge(reading.bytes);
        return value;
    }

    /** Reads one value. */
    private static final class Reading {

        private final JsonParser parser;
        private final DeserializationContext context;
        private long bytes;
        private int values;

        Reading(JsonParser parser, DeserializationContext context) {
            this.parser = parser;
            this.context = context;
        }

        /** Reads from the current token to the last token of the value. */
        @Nullable Object value() {
            JsonToken token = parser.currentToken();
            count(token.isStructStart() ? CONTAINER_BYTES : VALUE_BYTES);
            return switch (token) {
                case START_OBJECT -> object();
                case START_ARRAY -> array();
                case VALUE_STRING -> parser.getString();
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_NULL -> null;
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
                default ->
                        context.handleUnexpectedToken(context.constructType(Object.class), parser);
            };
        }

        private void count(int more) {
            bytes += more;
            if (++values % CHARGED_VALUES == 0) {
                MemoryAccount.charge(bytes);
                bytes = 0;
            }
        }

        private Map<String, @Nullable Object> object() {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                object.put(name, value());
            }
            return object;
        }

        private List<@Nullable Object> array() {
            List<@Nullable Object> array = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(value());
            }
            return array;
        }
    }

    /** Reads a JSON object. */
    public static final class ObjectReader extends StdDeserializer<Map<String, @Nullable Object>> {

        private static final long serialVersionUID = 1L;

        /** Creates a reader, for Jackson. */
        public ObjectReader() {
            super(Map.class);
        }

        @Override
        public Map<String, @Nullable Object> deserialize(
                JsonParser parser, DeserializationContext context) {
            if (!parser.isExpectedStartObjectToken()) {
                context.handleUnexpectedToken(context.constructType(Map.class), parser);
            }
            Reading reading = new Reading(parser, context);
            Map<String, @Nullable Object> object = reading.object();
            MemoryAccount.charge(reading.bytes);
            return object;
        }
    }
}
