/**
 * The port to a store of documents, their chunks and vectors: {@link
 * io.semblance.store.DocumentStore} creates and drops indexes, {@link
 * io.semblance.store.DocumentIndex} writes, reads and searches one. Its specification is the
 * abstract contract test, which every implementation passes unchanged.
 */
@ApplicationModule(allowedDependencies = {"memory", "value"})
@NullMarked
package io.semblance.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
