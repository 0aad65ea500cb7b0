/**
 * The store on PostgreSQL with pgvector: two tables a collection, of documents and of their chunks.
 * HNSW (Malkov and Yashunin, 2016) or an exact scan for vectors, BM25 (Robertson and Zaragoza,
 * 2009) over PostgreSQL's text search for words; a search is one statement.
 */
@NullMarked
package io.semblance.store.pgvector;

import org.jspecify.annotations.NullMarked;
