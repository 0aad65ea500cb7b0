package io.semblance.store;

import io.semblance.value.Embedding;

/** How a search ranks chunks. */
public sealed interface Retrieval {

    /** The chunks nearest to a vector; scored by the index's similarity. */
    record ByVector(Embedding query) implements Retrieval {}

    /**
     * The chunks that share at least one word with a text; scored by BM25. The text is split into
     * words; it has no query syntax.
     */
    record ByText(String query) implements Retrieval {}

    /**
     * Both lists, fused as {@link Fusion} defines, and scored by the fusion. Everything that
     * matches the filter is in the list by vector, so the pages of a hybrid search together contain
     * every document that a search by vector finds.
     *
     * <p>If documents are grouped, a document is represented by its chunk in the list where it has
     * the higher rank, or in the list by vector if both ranks are equal.
     */
    record Hybrid(Embedding vector, String text, Fusion fusion) implements Retrieval {}
}
