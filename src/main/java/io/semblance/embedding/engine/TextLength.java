package io.semblance.embedding.engine;

/**
 * The length of a text in the tokens of its model.
 *
 * @param read tokens that the model reads, special tokens and prefix included
 * @param found tokens that were counted
 * @param whole whether {@code found} are all tokens of the text; otherwise {@code found} is more
 *     than the model accepts
 */
record TextLength(int read, int found, boolean whole) {

    /** Returns whether the text has more tokens than the model accepts. */
    boolean truncated() {
        return found > read;
    }
}
