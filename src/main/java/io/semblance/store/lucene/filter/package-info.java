/** Lucene queries for metadata filters. */
@NullMarked
package io.semblance.store.lucene.filter;

import org.jspecify.annotations.NullMarked;
