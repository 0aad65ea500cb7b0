/**
 * Text analysis for lexical search: {@link io.semblance.store.analysis.TextAnalysis} turns the text
 * of a chunk into the terms that both stores index, and the text of a query into the terms that
 * both look up. Neither store analyzes text by itself.
 *
 * <p>The steps are: Unicode normalization ({@code TextNormalizer}), splitting into words,
 * identifiers and runs of scripts without spaces ({@code TokenScanner}), case folding, stemming by
 * the language of the collection, and folding of accents as a second form.
 */
@NullMarked
package io.semblance.store.analysis;

import org.jspecify.annotations.NullMarked;
