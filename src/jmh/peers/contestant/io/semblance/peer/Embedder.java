package io.semblance.peer;

import java.util.List;

/** Converts texts to vectors by a contestant's own method. Thread-safe. */
@FunctionalInterface
public interface Embedder {

    /**
     * Gets all texts before they are embedded. Most contestants ignore them; one that measures a
     * part of the work does the other part here.
     */
    default void prepare(List<String> texts) throws Exception {}

    /** One vector for each text, in the same order. */
    List<float[]> embed(List<String> texts) throws Exception;
}
