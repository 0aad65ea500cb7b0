package io.semblance.peer;

import java.util.List;

/** Turns texts into vectors, whichever way a contestant does that. Thread-safe. */
@FunctionalInterface
public interface Embedder {

    /** One vector a text, in their order. */
    List<float[]> embed(List<String> texts) throws Exception;
}
