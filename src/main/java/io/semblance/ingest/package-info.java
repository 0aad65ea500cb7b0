/** The write side: chunking, embedding and idempotent upsert of documents. */
@ApplicationModule(
        allowedDependencies = {"embedding", "store", "store::filter", "catalog", "vector"})
@NullMarked
package io.semblance.ingest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
