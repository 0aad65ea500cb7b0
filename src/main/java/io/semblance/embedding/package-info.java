/**
 * The engine: models, the bounded queue, the batch planner, the lanes, ONNX sessions and pooling.
 * The only module that knows ONNX Runtime.
 */
@ApplicationModule(allowedDependencies = {"tokenization", "vector"})
@NullMarked
package io.semblance.embedding;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
