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

    /**
     * More than a cut changes: a word of BERT's that is cut below 100 characters has that many
     * tokens instead of one, and merges and scores of other tokenizers reach less far.
     */
    private static final int UNCERTAIN_TOKENS = 128;

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
     * An end of a text, of about {@code units} UTF-16 code units: half of that to twice as many if
     * there is white space where it could be cut, else exactly as many.
     *
     * @param givenUp the other end
     * @param partsWords whether the tokens at white space are the same as within the whole text
     */
    static TextEnd end(String text, int units, Encoding.Side givenUp, boolean partsWords) {
        if (text.length() <= units) {
            return new TextEnd(text, 0, true);
        }
        int middle = givenUp == Encoding.Side.RIGHT ? units : text.length() - units;
        int direction = givenUp == Encoding.Side.RIGHT ? -1 : 1;
        int space = space(text, middle, direction, units / 2);
        if (space < 0) {
            space = space(text, middle, -direction, units);
        }
        int cut = space < 0 ? boundary(text, middle) : space;
        return new TextEnd(
                givenUp == Encoding.Side.RIGHT ? text.substring(0, cut) : text.substring(cut),
                partsWords && space >= 0 ? 0 : UNCERTAIN_TOKENS,
                false);
    }

    /** White space at most so far from an offset in a direction; -1 if there is none. */
    private static int space(String text, int from, int direction, int distance) {
        for (int i = from; Math.abs(i - from) < distance; i += direction) {
            if (i <= 0 || i >= text.length()) {
                return -1;
            }
            if (is(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private static int boundary(String text, int offset) {
        return Character.isLowSurrogate(text.charAt(offset)) ? offset - 1 : offset;
    }

    /** Those that every tokenizer takes for white space. */
    private static boolean is(char unit) {
        return unit == ' ' || unit == '\n' || unit == '\t' || unit == '\r';
    }
}
