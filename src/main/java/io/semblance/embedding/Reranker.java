package io.semblance.embedding;

import io.semblance.value.Caller;

import java.util.Optional;

/**
 * Scores how well texts answer a query, with a model that reads query and text together. This is
 * slower and more accurate than comparing embeddings. The pairs of all callers wait in the engine's
 * queue. Thread-safe.
 */
public interface Reranker {

    /**
     * Describes the reranker. Waits while it is being loaded. Empty if none is configured.
     *
     * @throws ModelLoadException if it cannot be loaded
     */
    Optional<RerankerDescription> reranker();

    /**
     * Scores texts and waits until all are done. The score of a pair does not depend on the other
     * pairs that run at the same time.
     *
     * @throws NoRerankerException if no reranker is configured
     * @throws EmbeddingException if any text cannot be scored; then no score is returned
     */
    RerankResult rerank(RerankRequest request, Caller caller);
}
