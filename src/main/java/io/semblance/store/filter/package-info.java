/**
 * Metadata filters: the syntax tree {@link io.semblance.store.filter.Filter}, and the parsers of
 * its two syntaxes, a string and JSON.
 */
@NamedInterface("filter")
@NullMarked
package io.semblance.store.filter;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
