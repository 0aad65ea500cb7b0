package io.semblance.store;

import io.semblance.vector.Embedding;

/** What a search looks for. */
public sealed interface Retrieval {

    /** The chunks nearest to a vector; scored by the index's similarity. */
    record ByVector(Embedding query) implements Retrieval {}

    /**
     * The chunks that share words with a text, any of them; scored by relevance (BM25 or the
     * database's own rank). The text is words, never query syntax.
     */
    record ByText(String query) implements Retrieval {}

    /**
     * Both lists, fused as {@link Fusion} says; scored by the fusion. Everything that matches the
     * filter has a place in the list by vector, so the pages of a hybrid search together have every
     * document that a search by vector has.
     *
     * <p>Where documents are grouped, one is shown by its chunk of the list that has it higher, the
     * list by vector if both have it as high.
     */
    record Hybrid(Embedding vector, String text, Fusion fusion) implements Retrieval {}
}
