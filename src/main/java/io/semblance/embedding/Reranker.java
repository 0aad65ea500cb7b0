package io.semblance.embedding;

import java.util.Optional;

/**
 * Says how well texts answer a query, by a model that reads both together: slower than comparing
 * embeddings, and more exact. The pairs of all callers wait in the engine's one queue. Thread-safe.
 */
public interface Reranker {

    /**
     * Describes the reranker; waits if it is still being loaded. Empty if none is configured.
     *
     * @throws ModelLoadException if it cannot be loaded
     */
    Optional<RerankerDescription> reranker();

    /**
     * Scores texts; waits until all are done. The same pair gets the same score, whatever else is
     * scored with it.
     *
     * @throws EmbeddingException if any text cannot be scored, or no reranker is configured ({@link
     *     NoRerankerException}); none is then
     */
    RerankResult rerank(RerankRequest request, Caller caller);
}
