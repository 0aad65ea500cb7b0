package io.semblance.tokenization;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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
    private final NativeEncodings encodings;
    private final List<Token> leading;
    private final List<Token> trailing;
    private final boolean partsAtWhiteSpace;
    private final Path file;
    private volatile int vocabularySize;

    private Tokenizer(
            HuggingFaceTokenizer tokenizer, List<Token> leading, List<Token> trailing, Path file) {
        this.tokenizer = tokenizer;
        this.encodings = new NativeEncodings(tokenizer);
        this.leading = leading;
        this.trailing = trailing;
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
            try {
                return probe(tokenizer, file);
            } catch (RuntimeException | Error e) {
                tokenizer.close();
                throw e;
            }
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
        int length = special.length;
        return new Tokenizer(
                tokenizer,
                specials(probe, 0, leading),
                specials(probe, length - trailing, length),
                file);
    }

    private static List<Token> specials(
            ai.djl.huggingface.tokenizers.Encoding probe, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new Token((int) probe.getIds()[i], probe.getTokens()[i], true, 0, 0))
                .toList();
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
        return leading.size() + trailing.size();
    }

    /**
     * An end of a text of about {@code units} UTF-16 code units, at most twice as many.
     *
     * @param givenUp the other end
     */
    public TextEnd end(String text, int units, Encoding.Side givenUp) {
        return WhiteSpace.end(text, units, givenUp, partsAtWhiteSpace);
    }

    /**
     * Encodes a text whole, special tokens included, on the calling thread. Callers with many texts
     * share them among threads of their own, which is faster than the native library's threads
     * (docs/decisions/006-gpu.md).
     */
    public Encoding encode(String text) {
        return encoding(encodings.ids(text, true));
    }

    /** Encodes each text whole, special tokens included, on the calling thread. */
    public List<Encoding> encode(List<String> texts) {
        return texts.stream().map(this::encode).toList();
    }

    private Encoding encoding(int[] ids) {
        return new Encoding(ids, leading.size(), trailing.size());
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
                    NativeEncodings.toInts(pair.getIds()),
                    NativeEncodings.toInts(pair.getTypeIds()),
                    NativeEncodings.toInts(pair.getSpecialTokenMask()),
                    NativeEncodings.toInts(tokenizer.encode("a", false, false).getIds()),
                    NativeEncodings.toInts(tokenizer.encode("b", false, false).getIds()));
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
     * The tokens of a text, which is tokenised in windows.
     *
     * @param specialTokens whether those are added that the model wants around a text
     * @param maxTokens after which the rest of the text is left out; then the list is longer
     */
    public List<Token> tokens(String text, boolean specialTokens, int maxTokens) {
        return new TokenList(
                text,
                specialTokens ? leading : List.of(),
                new TokenWindows(encodings, text).tokens(maxTokens),
                specialTokens ? trailing : List.of());
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
        return encodings.ids(text, false).length;
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
        TokenSpans tokens = new TokenWindows(encodings, text).tokens(Integer.MAX_VALUE);
        return Cuts.of(text, tokens.starts(), maxTokens);
    }

    /** Frees the native tokenizer; no call may be running. */
    @Override
    public void close() {
        tokenizer.close();
    }
}
