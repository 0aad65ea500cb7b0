/**
 * Documents: checked, cut into chunks, embedded and written whole; read, listed, changed and
 * deleted by id.
 */
@ApplicationModule(
        allowedDependencies = {"embedding", "store", "store::filter", "catalog", "vector"})
@NullMarked
package io.semblance.ingest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
