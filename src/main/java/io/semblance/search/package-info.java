/** Finds by meaning: a query is embedded, both halves are retrieved and fused. */
@ApplicationModule(
        allowedDependencies = {"embedding", "store", "store::filter", "catalog", "vector"})
@NullMarked
package io.semblance.search;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
