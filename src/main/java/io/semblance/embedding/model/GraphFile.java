package io.semblance.embedding.model;

/**
 * The file of a graph, with its external data if it has any.
 *
 * @param onnx the graph's own file
 * @param digest digest of all files; for a graph without external data, its SHA-256
 */
public record GraphFile(ModelFile onnx, String digest) {}
