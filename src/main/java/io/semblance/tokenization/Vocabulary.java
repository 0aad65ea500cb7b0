package io.semblance.tokenization;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;

/** The vocabulary of a {@code tokenizer.json}. */
final class Vocabulary {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Vocabulary() {}

    /** One more than the highest input id of the model's vocabulary and the added tokens. */
    static int size(Path file) {
        try (JsonParser parser = JSON.createParser(file)) {
            int size = 0;
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                size =
                        Math.max(
                                size,
                                switch (name) {
                                    case "model" -> sizeOfModel(parser);
                                    case "added_tokens" -> sizeOfAdded(parser);
                                    default -> skipped(parser);
                                });
            }
            return size;
        }
    }

    private static int sizeOfModel(JsonParser parser) {
        int size = 0;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean vocabulary = parser.currentName().equals("vocab");
            parser.nextToken();
            size = Math.max(size, vocabulary ? sizeOfVocabulary(parser) : skipped(parser));
        }
        return size;
    }

    /**
     * Reads tokens with their ids or, for a unigram model, pairs of token and score in the order of
     * ids.
     */
    private static int sizeOfVocabulary(JsonParser parser) {
        boolean inOrder = parser.hasToken(JsonToken.START_ARRAY);
        int size = 0;
        for (JsonToken token = parser.nextToken();
                !token.isStructEnd();
                token = parser.nextToken()) {
            if (inOrder) {
                parser.skipChildren();
                size++;
            } else {
                parser.nextToken();
                size = Math.max(size, parser.getIntValue() + 1);
            }
        }
        return size;
    }

    private static int sizeOfAdded(JsonParser parser) {
        int size = 0;
        JsonNode added = parser.readValueAsTree();
        for (JsonNode token : added) {
            size = Math.max(size, token.path("id").asInt() + 1);
        }
        return size;
    }

    private static int skipped(JsonParser parser) {
        parser.skipChildren();
        return 0;
    }
}
