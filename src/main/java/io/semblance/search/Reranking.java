package io.semblance.search;

import io.semblance.embedding.Caller;
import io.semblance.embedding.RerankRequest;
import io.semblance.embedding.RerankResult;
import io.semblance.embedding.Reranker;
import io.semblance.embedding.RerankerDescription;
import io.semblance.search.SearchResult.Reranked;
import io.semblance.store.Hit;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The second stage of a search: the hits of the first, each with its title and its chunk's text as
 * they were embedded, are scored by the reranker, which reads them together with the query.
 *
 * @param hits best first by the reranker; of the same score in the order that they were found
 * @param time that it took
 * @param warning that some hits were not read to their end; null if all were
 */
record Reranking(List<SearchResult.Hit> hits, Duration time, @Nullable String warning) {

    /** Scores hits that have their texts. */
    static Reranking of(
            String query,
            List<Hit> hits,
            Reranker reranker,
            RerankerDescription description,
            Caller caller) {
        if (hits.isEmpty()) {
            return new Reranking(List.of(), Duration.ZERO, null);
        }
        long startNanos = System.nanoTime();
        RerankResult result =
                reranker.rerank(
                        RerankRequest.candidates(
                                query, hits.stream().map(Reranking::passage).toList()),
                        caller);
        List<SearchResult.Hit> scored = new ArrayList<>();
        List<Double> probabilities = result.probabilities();
        for (int i = 0; i < hits.size(); i++) {
            Hit hit = hits.get(i);
            var reranked = new Reranked(i + 1, hit.score(), result.logits().get(i));
            scored.add(SearchResult.Hit.of(hit, probabilities.get(i), reranked));
        }
        // By logit: probabilities of different ones may be the same number.
        scored.sort(Comparator.comparingDouble(Reranking::logit).reversed());
        return new Reranking(
                scored,
                Duration.ofNanos(System.nanoTime() - startNanos),
                warning(result, description));
    }

    private static String passage(Hit hit) {
        String text = Objects.requireNonNullElse(hit.text(), "");
        return hit.title() == null ? text : hit.title() + "\n" + text;
    }

    private static float logit(SearchResult.Hit hit) {
        return Objects.requireNonNull(Objects.requireNonNull(hit.reranked()).rerankLogit());
    }

    private static @Nullable String warning(RerankResult result, RerankerDescription description) {
        if (result.truncated().isEmpty()) {
            return null;
        }
        return "%d of the %d candidates have, with the query, more than the %d tokens that the reranker '%s' reads: what is beyond did not count"
                .formatted(
                        result.truncated().size(),
                        result.logits().size(),
                        description.maxTokens(),
                        description.id());
    }
}
