/**
 * Semblance within another Spring application: the plain jar on its class path gives it Spring AI's
 * {@code EmbeddingModel} and {@code VectorStore}. Whatever else these need lives in contexts of
 * their own, which the application does not see.
 */
@ApplicationModule(allowedDependencies = {"embedding", "catalog", "ingest", "search"})
@NullMarked
package io.semblance.springai;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
