package io.semblance.embedding;

import java.util.List;

/**
 * Counts the tokens that texts have for one model, so that callers can split texts into chunks.
 * Thread-safe.
 */
public interface TokenCounter {

    /** Returns the number of tokens of each text, without special tokens and prefixes. */
    int[] count(List<String> texts);

    /**
     * Returns the offsets that split a text into pieces of at most {@code maxTokens} tokens: the
     * ends of the pieces in UTF-16 code units, ascending, the last one the length of the text.
     */
    int[] cut(String text, int maxTokens);

    /**
     * Returns the indexes of the texts that have no token in the model's vocabulary. The vectors of
     * such texts do not represent them.
     */
    List<Integer> unknown(List<String> texts);

    /**
     * Returns the number of tokens that are added to each passage: special tokens and the document
     * prefix.
     */
    int overhead();

    /** Returns the most tokens of a passage, {@link #overhead()} included. */
    int maxTokens();
}
