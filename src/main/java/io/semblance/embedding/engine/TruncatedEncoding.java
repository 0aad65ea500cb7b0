package io.semblance.embedding.engine;

import io.semblance.tokenization.Encoding;

/**
 * The encoding of a text, cut to the length that its model accepts.
 *
 * @param encoding at most as many tokens as the model accepts
 * @param length the length of the text before it was cut
 */
record TruncatedEncoding(Encoding encoding, TextLength length) {}
