/**
 * Filters on metadata: one syntax tree, {@link io.semblance.store.filter.Filter}, and its two
 * spellings, a string and JSON.
 */
@NamedInterface("filter")
@NullMarked
package io.semblance.store.filter;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
