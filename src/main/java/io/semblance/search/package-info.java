/**
 * Searches collections: embeds the query, retrieves candidates by vector and by words, fuses them,
 * and reranks the best.
 */
@ApplicationModule(
        allowedDependencies = {"embedding", "store", "store::filter", "catalog", "value"})
@NullMarked
package io.semblance.search;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
