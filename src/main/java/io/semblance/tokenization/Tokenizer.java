package io.semblance.tokenization;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A model's tokenizer, read from a Hugging Face {@code tokenizer.json}. Whatever truncation and
 * padding that file sets is switched off: an encoding is the whole text. Thread-safe.
 *
 * <p>Texts must be valid Unicode: no lone surrogate.
 */
public final class Tokenizer implements AutoCloseable {

    static {
        // Before DJL's classes load: it would report its use to its makers, and on a machine with a
        // GPU it would download another native library.
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("RUST_FLAVOR", "cpu");
    }

    private final HuggingFaceTokenizer tokenizer;
    private final int leadingSpecials;
    private final int trailingSpecials;
    private final boolean partsAtWhiteSpace;
    private final Path file;
    private volatile int vocabularySize;

    private Tokenizer(
            HuggingFaceTokenizer tokenizer, int leadingSpecials, int trailingSpecials, Path file) {
        this.tokenizer = tokenizer;
        this.leadingSpecials = leadingSpecials;
        this.trailingSpecials = trailingSpecials;
        this.partsAtWhiteSpace = WhiteSpace.partsWords(file);
        this.file = file;
    }

    /**
     * Reads a tokenizer.
     *
     * @throws TokenizerException if the file cannot be read, is no tokenizer, or marks a single
     *     text with token types other than 0
     */
    public static Tokenizer load(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new TokenizerException("there is no tokenizer file " + file.toAbsolutePath());
        }
        try {
            HuggingFaceTokenizer tokenizer =
                    HuggingFaceTokenizer.newInstance(
                            file, Map.of("truncation", "DO_NOT_TRUNCATE", "padding", "DO_NOT_PAD"));
            return probe(tokenizer, file);
        } catch (IOException | RuntimeException e) {
            if (e instanceof TokenizerException known) {
                throw known;
            }
            throw new TokenizerException(
                    "the tokenizer file %s cannot be read as a Hugging Face tokenizer.json: %s"
                            .formatted(file.toAbsolutePath(), e.getMessage()),
                    e);
        }
    }

    private static Tokenizer probe(HuggingFaceTokenizer tokenizer, Path file) {
        var probe = tokenizer.batchEncode(new String[] {"a"}, true, false)[0];
        if (Arrays.stream(probe.getTypeIds()).anyMatch(type -> type != 0)) {
            throw new TokenizerException(
                    "the tokenizer file %s marks a single text with token types %s; only 0 is known"
                            .formatted(file, Arrays.toString(probe.getTypeIds())));
        }
        long[] special = probe.getSpecialTokenMask();
        int leading = 0;
        while (leading < special.length && special[leading] == 1) {
            leading++;
        }
        int trailing = 0;
        while (trailing < special.length - leading && special[special.length - 1 - trailing] == 1) {
            trailing++;
        }
        return new Tokenizer(tokenizer, leading, trailing, file);
    }

    /**
     * Sets the folder that the native library is unpacked into; without effect once a tokenizer was
     * loaded.
     */
    public static void unpackNativesInto(Path folder) {
        System.setProperty("ENGINE_CACHE_DIR", folder.toAbsolutePath().toString());
    }

    /** The number of special tokens ({@code [CLS]}, {@code [SEP]}) that every encoding has. */
    public int specialTokens() {
        return leadingSpecials + trailingSpecials;
    }

    /**
     * An end of a text whose tokens are the same within the whole text: about {@code units} UTF-16
     * code units long, more if there is no place to cut; the whole text if there is none at all, or
     * the tokenizer may look across every place.
     *
     * @param givenUp the other end
     */
    public String end(String text, int units, Encoding.Side givenUp) {
        return partsAtWhiteSpace ? WhiteSpace.end(text, units, givenUp) : text;
    }

    /**
     * Encodes a text whole, special tokens included, on the calling thread. Callers with many texts
     * share them among threads of their own, which is faster than the native library's threads
     * (docs/decisions/006-gpu.md).
     */
    public Encoding encode(String text) {
        return new Encoding(toInts(ids(text, true)), leadingSpecials, trailingSpecials);
    }

    /** Encodes each text whole, special tokens included, on the calling thread. */
    public List<Encoding> encode(List<String> texts) {
        return texts.stream().map(this::encode).toList();
    }

    /** Fetches the ids alone: DJL's own encoding also has a string and a span for each token. */
    private long[] ids(String text, boolean specialTokens) {
        long encoding = TokenizersLibrary.LIB.encode(tokenizer.getHandle(), text, specialTokens);
        try {
            return TokenizersLibrary.LIB.getTokenIds(encoding);
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    /**
     * How this tokenizer frames two texts that a model reads together.
     *
     * @throws TokenizerException if it does so in a way that is not known
     */
    public PairTemplate pairTemplate() {
        var pair = tokenizer.encode("a", "b", true, false);
        try {
            return PairTemplate.of(
                    toInts(pair.getIds()),
                    toInts(pair.getTypeIds()),
                    toInts(pair.getSpecialTokenMask()),
                    toInts(tokenizer.encode("a", false, false).getIds()),
                    toInts(tokenizer.encode("b", false, false).getIds()));
        } catch (IllegalArgumentException e) {
            throw new TokenizerException("the tokenizer is none for pairs: " + e.getMessage(), e);
        }
    }

    /**
     * One more than the highest input id; read from the file when it is asked for, which is seldom.
     */
    public int vocabularySize() {
        if (vocabularySize == 0) {
            vocabularySize = Vocabulary.size(file);
        }
        return vocabularySize;
    }

    /**
     * The tokens of a text, whole.
     *
     * @param specialTokens whether those are added that the model wants around a text
     */
    public List<Token> tokens(String text, boolean specialTokens) {
        var encoding = tokenizer.encode(text, specialTokens, false);
        return Tokens.of(text, encoding);
    }

    /**
     * The text of input ids, as far as the ids tell. Ids that the vocabulary does not have are left
     * out.
     *
     * @param skipSpecialTokens whether special tokens are left out too
     */
    public String decode(int[] ids, boolean skipSpecialTokens) {
        return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecialTokens);
    }

    /** The number of tokens of a text, special tokens not counted. */
    public int count(String text) {
        return ids(text, false).length;
    }

    /** The number of tokens of each text, special tokens not counted. */
    public int[] count(List<String> texts) {
        return texts.stream().mapToInt(this::count).toArray();
    }

    /**
     * Where to cut a text so that no piece has more than {@code maxTokens} tokens: ascending
     * offsets in UTF-16 code units, the last one the text's length. A cut lies between two words
     * where a word boundary is in reach, else between two tokens, and never inside a code point.
     *
     * @throws IllegalArgumentException if maxTokens is less than 1
     */
    public int[] cut(String text, int maxTokens) {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, got: " + maxTokens);
        }
        var encoding = tokenizer.encode(text, false, false);
        return Cuts.of(text, starts(text, encoding.getCharTokenSpans()), maxTokens);
    }

    /** The first code unit of each token, ascending. */
    private static int[] starts(String text, CharSpan[] spans) {
        int[] starts = new int[spans.length];
        int codePoints = 0;
        int offset = 0;
        for (int i = 0; i < spans.length; i++) {
            // DJL counts code points; a token without a span stands where the one before it did.
            if (spans[i] != null && spans[i].getStart() > codePoints) {
                offset = text.offsetByCodePoints(offset, spans[i].getStart() - codePoints);
                codePoints = spans[i].getStart();
            }
            starts[i] = offset;
        }
        return starts;
    }

    private static int[] toInts(long[] ids) {
        int[] ints = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ints[i] = (int) ids[i];
        }
        return ints;
    }

    /** Frees the native tokenizer; no call may be running. */
    @Override
    public void close() {
        tokenizer.close();
    }
}
