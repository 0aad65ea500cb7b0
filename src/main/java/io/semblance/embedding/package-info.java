/**
 * The API of the embedding engine: requests, results, exceptions, and the interfaces {@code
 * EmbeddingEngine} and {@code Reranker}. The sub-packages implement it and are closed to other
 * modules. Only this module uses ONNX Runtime.
 */
@ApplicationModule(allowedDependencies = {"tokenization", "value"})
@NullMarked
package io.semblance.embedding;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
