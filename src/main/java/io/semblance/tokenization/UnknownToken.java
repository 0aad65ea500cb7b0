package io.semblance.tokenization;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * The token that a {@code tokenizer.json} uses for text outside its vocabulary: {@code unk_id} of a
 * unigram model, {@code unk_token} of any other. Byte-level models have none.
 */
final class UnknownToken {

    private static final JsonMapper JSON = JsonMapper.shared();

    private UnknownToken() {}

    /** The input id of the unknown token; empty if the file does not name one. */
    static OptionalInt id(Path file) {
        Values values = new Values();
        read(file, values);
        if (values.id.isEmpty() && values.token != null) {
            // The name may come after the vocabulary that has it.
            Values found = new Values();
            found.token = values.token;
            read(file, found);
            return found.idOfToken;
        }
        return values.id;
    }

    /** The values read from the file. */
    private static final class Values {
        private OptionalInt id = OptionalInt.empty();
        private OptionalInt idOfToken = OptionalInt.empty();
        private @Nullable String token;
    }

    private static void read(Path file, Values values) {
        try (JsonParser parser = JSON.createParser(file)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "model" -> model(parser, values);
                    case "added_tokens" -> added(parser, values);
                    default -> parser.skipChildren();
                }
            }
        }
    }

    private static void model(JsonParser parser, Values values) {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("unk_id") && value == JsonToken.VALUE_NUMBER_INT) {
                values.id = OptionalInt.of(parser.getIntValue());
            } else if (name.equals("unk_token") && value == JsonToken.VALUE_STRING) {
                values.token = parser.getString();
            } else if (name.equals("vocab") && value == JsonToken.START_OBJECT) {
                vocabulary(parser, values);
            } else {
                parser.skipChildren();
            }
        }
    }

    private static void vocabulary(JsonParser parser, Values values) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean unknown = parser.currentName().equals(values.token);
            parser.nextToken();
            if (unknown) {
                values.idOfToken = OptionalInt.of(parser.getIntValue());
            }
        }
    }

    private static void added(JsonParser parser, Values values) {
        JsonNode added = parser.readValueAsTree();
        for (JsonNode token : added) {
            if (token.path("content").asString("").equals(values.token)) {
                values.idOfToken = OptionalInt.of(token.path("id").asInt());
            }
        }
    }
}
