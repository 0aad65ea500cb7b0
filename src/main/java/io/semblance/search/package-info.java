/** The read side: a query is embedded, retrieved and fused; documents are read and listed. */
@ApplicationModule(
        allowedDependencies = {"embedding", "store", "store::filter", "catalog", "vector"})
@NullMarked
package io.semblance.search;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
