/**
 * Loaded models: ONNX Runtime sessions on a CPU or a GPU, which turn a batch of input ids into
 * vectors. This package does not depend on requests or the queue.
 */
@NullMarked
package io.semblance.embedding.onnx;

import org.jspecify.annotations.NullMarked;
