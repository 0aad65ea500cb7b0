package io.semblance.embedding;

import io.semblance.vector.Embedding;

/**
 * What the model made of a text.
 *
 * @param embedding pooled, with all of the model's dimensions, not normalised
 * @param length of the text
 */
record EmbeddedText(Embedding embedding, TextLength length) {}
