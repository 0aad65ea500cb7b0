package io.semblance.embedding;

/**
 * How long a text is for its model.
 *
 * @param read tokens that the model reads, special tokens and prefix included
 * @param found tokens that were found
 * @param whole whether these are all of the text's; if not, they are more than the model reads
 */
record TextLength(int read, int found, boolean whole) {

    /** Whether the text has more tokens than the model reads. */
    boolean truncated() {
        return found > read;
    }
}
