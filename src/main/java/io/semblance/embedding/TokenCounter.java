package io.semblance.embedding;

import java.util.List;

/** Measures texts in the tokens of one model, for whoever cuts texts to size. Thread-safe. */
public interface TokenCounter {

    /** The number of tokens of each text; special tokens and prefixes are not counted. */
    int[] count(List<String> texts);

    /**
     * Where to cut a text into pieces of at most {@code maxTokens} tokens: ascending offsets in
     * UTF-16 code units, the last one the text's length.
     */
    int[] cut(String text, int maxTokens);

    /** Tokens that a passage takes beside its own: special tokens and the document prefix. */
    int overhead();

    /** The most tokens of a passage, {@link #overhead()} included. */
    int maxTokens();
}
