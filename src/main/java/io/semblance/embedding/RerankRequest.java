package io.semblance.embedding;

import io.semblance.embedding.EmbedRequest.Truncation;

import java.util.List;

/**
 * Texts to score for a query. It is refused when the queue is full.
 *
 * @param query neither it nor a text may have a NUL or a lone surrogate; they may be empty
 * @param texts at least one
 * @param truncation what happens to a pair longer than the model reads
 */
public record RerankRequest(String query, List<String> texts, Truncation truncation) {

    /** Copies the texts. */
    public RerankRequest {
        texts = List.copyOf(texts);
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one text to score");
        }
    }

    /** A search's candidates: cut to what the model reads. */
    public static RerankRequest candidates(String query, List<String> texts) {
        return new RerankRequest(query, texts, Truncation.RIGHT);
    }
}
