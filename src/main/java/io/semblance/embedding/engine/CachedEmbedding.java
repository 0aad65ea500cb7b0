package io.semblance.embedding.engine;

import io.semblance.value.Embedding;

/**
 * The embedding of a text as the cache stores it.
 *
 * @param embedding pooled, with all of the model's dimensions, not normalised
 * @param length the length of the text
 */
record CachedEmbedding(Embedding embedding, TextLength length) {}
