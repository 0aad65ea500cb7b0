/**
 * ONNX graphs as files: what a graph declares, and graphs rewritten before they are loaded
 * (pooling, fused attention, int8 weights quantised per token).
 */
@NullMarked
package io.semblance.embedding.graph;

import org.jspecify.annotations.NullMarked;
