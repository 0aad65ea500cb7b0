/**
 * The embedded store: a Lucene index a collection, in a folder on disk. HNSW (Malkov and Yashunin,
 * 2016) for vectors, BM25 for words.
 */
@NullMarked
package io.semblance.store.lucene;

import org.jspecify.annotations.NullMarked;
