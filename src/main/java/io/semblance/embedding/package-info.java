/**
 * The engine: models, the bounded queue, the batch planner, the lanes, ONNX sessions pooling and
 * the cache. The only module that knows ONNX Runtime.
 */
@ApplicationModule(allowedDependencies = {"tokenization", "vector"})
@NullMarked
package io.semblance.embedding;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
