package io.semblance.embedding;

import io.semblance.tokenization.Encoding;

/**
 * A text as far as its model reads it.
 *
 * @param encoding of at most as many tokens as the model reads
 * @param length of the text
 */
record ReadText(Encoding encoding, TextLength length) {}
