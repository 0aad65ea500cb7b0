/**
 * The engine: it looks up texts in the cache, tokenises the remaining ones, sends them through the
 * queue, and builds the response. It also loads the configured models.
 */
@NullMarked
package io.semblance.embedding.engine;

import org.jspecify.annotations.NullMarked;
