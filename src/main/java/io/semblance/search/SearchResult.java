package io.semblance.search;

import io.semblance.store.Hit;
import io.semblance.store.SearchPlan;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * The result of a search.
 *
 * @param hits best first; fewer than requested means that there are no more
 * @param embedding time to embed the query; zero if it was not embedded
 * @param retrieval time in the store
 * @param reranking time to score the candidates; null if nothing was reranked
 * @param warnings what the caller should know about this result
 * @param plan how the store found the hits; null unless the query asked for an explanation
 */
public record SearchResult(
        List<RankedHit> hits,
        Duration embedding,
        Duration retrieval,
        @Nullable Duration reranking,
        List<String> warnings,
        @Nullable SearchPlan plan) {

    /**
     * A hit at its place in the result.
     *
     * @param hit its score is the collection's similarity in vector mode, and the store's score in
     *     the other modes; with a reranker it is the probability of relevance, 0 to 1, for the
     *     candidates, and 0 for all other hits
     * @param rerank how the reranker placed it; null if nothing was reranked or the query did not
     *     ask for an explanation
     */
    public record RankedHit(Hit hit, @Nullable RerankDetail rerank) {}

    /**
     * How the reranker placed a hit.
     *
     * @param retrievalRank its rank before reranking, from 1
     * @param retrievalScore its score before reranking
     * @param rerankLogit the reranker's raw output, before it is mapped to 0 to 1; null if the hit
     *     follows the candidates and was not scored
     */
    public record RerankDetail(
            int retrievalRank, double retrievalScore, @Nullable Float rerankLogit) {}
}
