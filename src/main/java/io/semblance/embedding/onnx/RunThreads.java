package io.semblance.embedding.onnx;

/**
 * The threads of one run. Immutable.
 *
 * @param count the number of threads that run the batch
 * @param max the maximum that they were chosen from
 */
public record RunThreads(int count, int max) {}
