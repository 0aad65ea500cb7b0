package io.semblance.embedding;

import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Truncation;

import java.util.List;

/**
 * Texts to score for a query. It is refused when the queue is full.
 *
 * @param query neither it nor a text may have a NUL or a lone surrogate; they may be empty
 * @param texts at least one
 * @param priority whether a person waits for the answer or a load is worked off
 * @param truncation what happens to a pair longer than the model reads
 */
public record RerankRequest(
        String query, List<String> texts, Priority priority, Truncation truncation) {

    /** Copies the texts. */
    public RerankRequest {
        texts = List.copyOf(texts);
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one text to score");
        }
    }

    /** A search's candidates: first in the queue, cut to what the model reads. */
    public static RerankRequest candidates(String query, List<String> texts) {
        return new RerankRequest(query, texts, Priority.QUERY, Truncation.RIGHT);
    }
}
