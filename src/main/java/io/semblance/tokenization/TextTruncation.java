package io.semblance.tokenization;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;

/**
 * Truncates long texts before tokenization, at white space if possible: a tokenizer that splits a
 * text at white space first gives each part the tokens that it has within the whole text.
 */
final class TextTruncation {

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * An upper bound on the tokens that a cut changes. A word that BERT's tokenizer treats as one
     * unknown token may, cut below 100 characters, have that many tokens; merges and scores of
     * other tokenizers have a shorter reach.
     */
    private static final int UNCERTAIN_TOKENS = 128;

    private TextTruncation() {}

    /**
     * Whether a {@code tokenizer.json} splits texts at white space first, as BERT's does, which
     * normalizes each character by itself and splits at white space and punctuation. Other
     * tokenizers may look across white space (byte-level BPE, SentencePiece).
     */
    static boolean splitsAtWhitespace(Path file) {
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
     * Truncates a text to about {@code units} UTF-16 code units: half to twice as many if there is
     * white space to cut at, otherwise exactly as many.
     *
     * @param truncationSide the end that is removed
     * @param splitsAtWhitespace whether a cut at white space leaves the tokens as within the whole
     *     text
     */
    static TruncatedText truncate(
            String text, int units, Encoding.Side truncationSide, boolean splitsAtWhitespace) {
        if (text.length() <= units) {
            return new TruncatedText(text, 0, true);
        }
        int middle = truncationSide == Encoding.Side.RIGHT ? units : text.length() - units;
        int direction = truncationSide == Encoding.Side.RIGHT ? -1 : 1;
        int space = space(text, middle, direction, units / 2);
        if (space < 0) {
            space = space(text, middle, -direction, units);
        }
        int cut = space < 0 ? boundary(text, middle) : space;
        return new TruncatedText(
                truncationSide == Encoding.Side.RIGHT
                        ? text.substring(0, cut)
                        : text.substring(cut),
                splitsAtWhitespace && space >= 0 ? 0 : UNCERTAIN_TOKENS,
                false);
    }

    /**
     * The offset of white space less than {@code distance} from an offset in a direction; -1 if
     * there is none.
     */
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

    /** The offset itself, or the one before it if the offset is inside a surrogate pair. */
    static int boundary(String text, int offset) {
        return offset < text.length() && Character.isLowSurrogate(text.charAt(offset))
                ? offset - 1
                : offset;
    }

    /** Whether every tokenizer treats this character as white space. */
    private static boolean is(char unit) {
        return unit == ' ' || unit == '\n' || unit == '\t' || unit == '\r';
    }
}
