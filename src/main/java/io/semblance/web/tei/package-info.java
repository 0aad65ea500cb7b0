/**
 * The routes of Hugging Face text-embeddings-inference: {@code /embed}, {@code /embed_all}, {@code
 * /similarity}, {@code /rerank}, {@code /tokenize}, {@code /decode}, {@code /info}, {@code /health}
 * and {@code /metrics}.
 */
@NullMarked
package io.semblance.web.tei;

import org.jspecify.annotations.NullMarked;
