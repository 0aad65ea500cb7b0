/**
 * The store on PostgreSQL with pgvector: two tables per collection, one for documents and one for
 * their chunks. Vectors are searched by HNSW (Malkov and Yashunin, 2016) or by an exact scan, words
 * by BM25 (Robertson and Zaragoza, 2009) on top of PostgreSQL's text search. A search is usually
 * one statement.
 */
@NullMarked
package io.semblance.store.pgvector;

import org.jspecify.annotations.NullMarked;
