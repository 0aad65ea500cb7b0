/**
 * Layers that follow pooling: dense, layer norm and unit length, as sentence-transformers saves
 * them.
 */
@NullMarked
package io.semblance.embedding.pooling;

import org.jspecify.annotations.NullMarked;
