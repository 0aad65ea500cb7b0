/**
 * Semblance inside another Spring application: with the plain jar on its class path the application
 * gets Spring AI's {@code EmbeddingModel} and {@code VectorStore}. All other beans of Semblance are
 * in separate contexts that the application does not see. The service itself does not use this
 * module.
 */
@ApplicationModule(
        allowedDependencies = {
            "embedding",
            "catalog",
            "ingest",
            "search",
            "store",
            "store::filter",
            "value"
        })
@NullMarked
package io.semblance.springai;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
