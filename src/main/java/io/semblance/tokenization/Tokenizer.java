package io.semblance.tokenization;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A model's tokenizer, read from a Hugging Face {@code tokenizer.json}. Truncation and padding that
 * the file sets are turned off: an encoding covers the whole text. Thread-safe.
 *
 * <p>Texts must be valid Unicode: no lone surrogate.
 */
public final class Tokenizer implements AutoCloseable {

    static {
        // Set before DJL's classes load. Otherwise DJL sends usage statistics to its developers,
        // and downloads another native library on a machine with a GPU.
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("RUST_FLAVOR", "cpu");
    }

    private static final Map<String, String> OPTIONS =
            Map.of("truncation", "DO_NOT_TRUNCATE", "padding", "DO_NOT_PAD");

    /** Code units that are checked first: most texts begin with a known word. */
    private static final int PROBE_UNITS = 256;

    private final HuggingFaceTokenizer tokenizer;
    private final NativeTokenizer encodings;
    private final List<Token> leading;
    private final List<Token> trailing;
    private final boolean splitsAtWhitespace;
    private final Path file;
    private final String changes;
    private final boolean withoutTypes;
    private volatile int vocabularySize;
    private volatile @Nullable OptionalInt unknownId;

    private Tokenizer(
            HuggingFaceTokenizer tokenizer,
            List<Token> leading,
            List<Token> trailing,
            Path file,
            String changes,
            boolean withoutTypes) {
        this.tokenizer = tokenizer;
        this.encodings = new NativeTokenizer(tokenizer);
        this.leading = leading;
        this.trailing = trailing;
        this.splitsAtWhitespace = TextTruncation.splitsAtWhitespace(file);
        this.file = file;
        this.changes = changes;
        this.withoutTypes = withoutTypes;
    }

    /**
     * Loads a tokenizer without settings.
     *
     * @throws TokenizerException if the file cannot be read, is not a tokenizer, or marks a single
     *     text with token types other than 0
     */
    public static Tokenizer load(Path file) {
        return load(file, TokenizerSettings.NONE);
    }

    /**
     * Loads a tokenizer.
     *
     * @param settings the settings of the model's folder, which override the file
     * @throws TokenizerException if the file cannot be read, is not a tokenizer, contradicts the
     *     settings, or marks a single text with token types other than 0
     */
    public static Tokenizer load(Path file, TokenizerSettings settings) {
        if (!Files.isRegularFile(file)) {
            throw new TokenizerException("there is no tokenizer file " + file.toAbsolutePath());
        }
        try {
            TokenizerJson.requireAgreement(file, settings);
            TokenizerJson json = settings.changesFile() ? TokenizerJson.of(file, settings) : null;
            String changes = json == null ? "" : json.changes();
            HuggingFaceTokenizer tokenizer =
                    json == null || changes.isEmpty()
                            ? HuggingFaceTokenizer.newInstance(file, OPTIONS)
                            : HuggingFaceTokenizer.newInstance(
                                    new ByteArrayInputStream(json.content()), OPTIONS);
            try {
                return probe(tokenizer, file, changes, settings.withoutTypes());
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

    private static Tokenizer probe(
            HuggingFaceTokenizer tokenizer, Path file, String changes, boolean withoutTypes) {
        var probe = tokenizer.batchEncode(new String[] {"a"}, true, false)[0];
        if (Arrays.stream(probe.getTypeIds()).anyMatch(type -> type != 0)) {
            throw new TokenizerException(
                    "the tokenizer file %s marks a single text with token types %s; only 0 is supported"
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
                file,
                changes,
                withoutTypes);
    }

    private static List<Token> specials(
            ai.djl.huggingface.tokenizers.Encoding probe, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new Token((int) probe.getIds()[i], probe.getTokens()[i], true, 0, 0))
                .toList();
    }

    /**
     * Sets the folder that the native library is unpacked into. This has no effect after a
     * tokenizer was loaded.
     */
    public static void unpackNativesInto(Path folder) {
        System.setProperty("ENGINE_CACHE_DIR", folder.toAbsolutePath().toString());
    }

    /**
     * Compares a file with a folder's settings without loading it. An invalid file is reported when
     * it is loaded, not here.
     *
     * @throws TokenizerException if the settings contradict the file
     */
    public static void requireAgreement(Path file, TokenizerSettings settings) {
        try {
            TokenizerJson.requireAgreement(file, settings);
        } catch (TokenizerException e) {
            if (e.isContradiction()) {
                throw e;
            }
        } catch (JacksonException e) {
            // Loading the file reports the error.
        }
    }

    /**
     * The end of a text at which a {@code tokenizer.json} truncates; {@code RIGHT} unless it says
     * otherwise.
     */
    public static Encoding.Side truncationSide(Path file) {
        return TokenizerJson.truncationSide(file);
    }

    /** The changes that the folder's settings make to the file; empty if there are none. */
    public String changes() {
        return changes;
    }

    /** The number of special tokens ({@code [CLS]}, {@code [SEP]}) that every encoding has. */
    public int specialTokens() {
        return leading.size() + trailing.size();
    }

    /** The special tokens before every text. */
    public List<Token> leading() {
        return leading;
    }

    /** The special tokens after every text. */
    public List<Token> trailing() {
        return trailing;
    }

    /**
     * Truncates a text to about {@code units} UTF-16 code units, at most twice as many.
     *
     * @param truncationSide the end that is removed
     */
    public TruncatedText truncate(String text, int units, Encoding.Side truncationSide) {
        return TextTruncation.truncate(text, units, truncationSide, splitsAtWhitespace);
    }

    /**
     * Encodes a text whole, special tokens included, on the calling thread. Callers with many texts
     * distribute them over their own threads, which is faster than the native library's threads
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
     * How this tokenizer combines a text pair.
     *
     * @throws TokenizerException if it does so in a way that is not supported
     */
    public PairTemplate pairTemplate() {
        return pairTemplate("");
    }

    /**
     * How this tokenizer combines a text pair whose second text always has the same end.
     *
     * @param secondSuffix the end of every second text, which is kept when that text is truncated;
     *     may be empty
     * @throws TokenizerException if it combines texts in a way that is not supported
     */
    public PairTemplate pairTemplate(String secondSuffix) {
        var pair = tokenizer.encode("a", "b", true, false);
        try {
            return PairTemplate.of(
                    NativeTokenizer.toInts(pair.getIds()),
                    withoutTypes
                            ? new int[pair.getIds().length]
                            : NativeTokenizer.toInts(pair.getTypeIds()),
                    NativeTokenizer.toInts(pair.getSpecialTokenMask()),
                    NativeTokenizer.toInts(tokenizer.encode("a", false, false).getIds()),
                    NativeTokenizer.toInts(tokenizer.encode("b", false, false).getIds()),
                    encodings.ids(secondSuffix, false));
        } catch (IllegalArgumentException e) {
            throw new TokenizerException(
                    "the tokenizer does not support text pairs: " + e.getMessage(), e);
        }
    }

    /**
     * One more than the highest input id. It is read from the file on the first call, since few
     * callers need it.
     */
    public int vocabularySize() {
        if (vocabularySize == 0) {
            vocabularySize = Vocabulary.size(file);
        }
        return vocabularySize;
    }

    /**
     * The tokens of a text, which is tokenized in windows, so that memory is bounded.
     *
     * @param specialTokens whether to include the special tokens that surround a text
     * @param maxTokens the number of tokens after which the rest of the text is left out; the list
     *     is then longer than this
     */
    public List<Token> tokens(String text, boolean specialTokens, int maxTokens) {
        return new TokenList(
                text,
                specialTokens ? leading : List.of(),
                new TokenWindows(encodings, text).tokens(maxTokens),
                specialTokens ? trailing : List.of());
    }

    /**
     * The text of input ids, as far as they preserve it. Ids that the vocabulary does not have are
     * left out.
     *
     * @param skipSpecialTokens whether special tokens are left out too
     */
    public String decode(int[] ids, boolean skipSpecialTokens) {
        return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecialTokens);
    }

    /**
     * Whether the vocabulary has a token for some part of a text other than white space. If not,
     * the text is a sequence of unknown tokens or has no token at all, and a model cannot
     * distinguish it from any other such text.
     */
    public boolean knows(String text) {
        int units = Math.min(text.length(), PROBE_UNITS);
        String probe = text.substring(0, TextTruncation.boundary(text, units));
        return hasKnown(encodings.ids(probe, false))
                || (units < text.length() && hasKnown(encodings.ids(text, false)));
    }

    private boolean hasKnown(int[] ids) {
        OptionalInt unknown = unknownId();
        int[] known =
                Arrays.stream(ids)
                        .filter(id -> unknown.isEmpty() || id != unknown.getAsInt())
                        .toArray();
        // A token that only marks the start of a word does not count.
        return known.length > 0 && (known.length == ids.length || !decode(known, true).isBlank());
    }

    /** The input id of the unknown token; empty if the tokenizer has none. */
    private OptionalInt unknownId() {
        OptionalInt id = unknownId;
        if (id == null) {
            id = UnknownToken.id(file);
            unknownId = id;
        }
        return id;
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
     * Where to split a text so that no piece has more than {@code maxTokens} tokens: the end offset
     * of each piece in UTF-16 code units, ascending, the last one the text's length. A piece ends
     * between two words if a word boundary is near, otherwise between two tokens, and never inside
     * a code point.
     *
     * @throws IllegalArgumentException if maxTokens is less than 1
     */
    public int[] cut(String text, int maxTokens) {
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, got: " + maxTokens);
        }
        TokenSpans tokens = new TokenWindows(encodings, text).tokens(Integer.MAX_VALUE);
        return TextSplitter.endOffsets(text, tokens.starts(), maxTokens);
    }

    /** Frees the native tokenizer; no call may be running. */
    @Override
    public void close() {
        tokenizer.close();
    }
}
