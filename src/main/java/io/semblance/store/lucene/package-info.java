/**
 * The embedded store. Each collection has a Lucene index in a folder on disk, with HNSW (Malkov and
 * Yashunin, 2016) for vectors and BM25 for words. This package holds the store, the files of an
 * index and its writes; {@code search} answers queries, {@code filter} translates filters, and
 * {@code document} defines the fields that both read.
 */
@NullMarked
package io.semblance.store.lucene;

import org.jspecify.annotations.NullMarked;
