/**
 * How documents are stored in a Lucene index: a block of chunks for each document, the fields of a
 * chunk, and metadata as terms.
 */
@NullMarked
package io.semblance.store.lucene.document;

import org.jspecify.annotations.NullMarked;
