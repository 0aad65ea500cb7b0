package io.semblance.tokenization;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;

/**
 * White space as a place to cut a text: a tokenizer that parts words there before it looks at them
 * gives each part the tokens that it has within the whole.
 */
final class WhiteSpace {

    private static final JsonMapper JSON = JsonMapper.shared();

    private WhiteSpace() {}

    /**
     * Whether a {@code tokenizer.json} is one of those tokenizers: BERT's, which normalises each
     * character by itself and parts words at white space and punctuation. Others may look across
     * (byte-level BPE, SentencePiece).
     */
    static boolean partsWords(Path file) {
        boolean pretokenizer = false;
        boolean normalizer = true;
        try (JsonParser parser = JSON.createParser(file)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "pre_tokenizer" -> pretokenizer = isA(parser, "BertPreTokenizer");
                    case "normalizer" ->
                            normalizer =
                                    parser.hasToken(JsonToken.VALUE_NULL)
                                            || isA(parser, "BertNormalizer");
                    default -> parser.skipChildren();
                }
            }
        }
        return pretokenizer && normalizer;
    }

    private static boolean isA(JsonParser parser, String type) {
        JsonNode node = parser.readValueAsTree();
        return node.path("type").asString("").equals(type);
    }

    /**
     * An end of a text, of about {@code units} UTF-16 code units: longer if there is no white space
     * where it could be cut.
     *
     * @param givenUp the other end
     */
    static String end(String text, int units, Encoding.Side givenUp) {
        if (text.length() <= units) {
            return text;
        }
        return switch (givenUp) {
            case RIGHT -> text.substring(0, cut(text, units, -1));
            case LEFT -> {
                int cut = cut(text, text.length() - units, 1);
                yield text.substring(cut == text.length() ? 0 : cut);
            }
        };
    }

    /**
     * White space near an offset: at most half of what is kept away in a direction, else beyond.
     */
    private static int cut(String text, int from, int direction) {
        int kept = direction < 0 ? from : text.length() - from;
        for (int i = from; Math.abs(i - from) < kept / 2; i += direction) {
            if (is(text.charAt(i))) {
                return i;
            }
        }
        for (int i = from; i >= 0 && i < text.length(); i -= direction) {
            if (is(text.charAt(i))) {
                return i;
            }
        }
        return text.length();
    }

    /** Those that every tokenizer takes for white space. */
    private static boolean is(char unit) {
        return unit == ' ' || unit == '\n' || unit == '\t' || unit == '\r';
    }
}
