package io.semblance.embedding;

import io.semblance.tokenization.Encoding;

/**
 * A text as far as its model reads it.
 *
 * @param encoding of at most as many tokens as the model reads
 * @param tokens that were found
 * @param whole whether these are all of the text's; if not, they are more than the model reads
 */
record ReadText(Encoding encoding, int tokens, boolean whole) {

    /** Whether the text has more tokens than the model reads. */
    boolean truncated() {
        return tokens > encoding.length();
    }
}
