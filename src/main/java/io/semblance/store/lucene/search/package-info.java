/**
 * Searches by vector, by words and by both, and reads of documents by id or filter, at one point in
 * time.
 */
@NullMarked
package io.semblance.store.lucene.search;

import org.jspecify.annotations.NullMarked;
