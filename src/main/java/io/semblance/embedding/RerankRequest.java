package io.semblance.embedding;

import io.semblance.embedding.EmbedRequest.Truncation;

import java.util.List;

/**
 * A request to score texts for a query. It is rejected when the queue is full.
 *
 * @param query the query; neither it nor a text may contain a NUL character or a lone surrogate;
 *     they may be empty
 * @param texts the texts to score, at least one
 * @param truncation what happens to a pair with more tokens than the model accepts
 */
public record RerankRequest(String query, List<String> texts, Truncation truncation) {

    /** Copies the texts. */
    public RerankRequest {
        texts = List.copyOf(texts);
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one text to score");
        }
    }

    /**
     * Creates the request for the candidates of a search, which are truncated to the model's
     * length.
     */
    public static RerankRequest candidates(String query, List<String> texts) {
        return new RerankRequest(query, texts, Truncation.DEFAULT);
    }
}
