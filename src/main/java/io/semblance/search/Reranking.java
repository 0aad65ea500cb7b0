package io.semblance.search;

import io.semblance.embedding.RerankRequest;
import io.semblance.embedding.RerankResult;
import io.semblance.embedding.Reranker;
import io.semblance.embedding.RerankerDescription;
import io.semblance.search.SearchResult.RankedHit;
import io.semblance.search.SearchResult.RerankDetail;
import io.semblance.store.Hit;
import io.semblance.value.Caller;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The second stage of a search: the reranker scores each hit of the first stage, with its title and
 * its chunk's text as they were embedded, together with the query.
 *
 * @param hits best first by the reranker; hits with equal scores keep their order
 * @param time spent in the reranker
 * @param warning says that some hits were truncated; null if none was
 */
record Reranking(List<RankedHit> hits, Duration time, @Nullable String warning) {

    /** Scores hits; each must have its text. */
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
        List<RankedHit> scored = new ArrayList<>();
        List<Double> probabilities = result.probabilities();
        for (int i = 0; i < hits.size(); i++) {
            Hit hit = hits.get(i);
            var detail = new RerankDetail(i + 1, hit.score(), result.logits().get(i));
            scored.add(new RankedHit(hit.withScore(probabilities.get(i)), detail));
        }
        // By logit: different logits may round to the same probability.
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

    private static float logit(RankedHit hit) {
        return Objects.requireNonNull(Objects.requireNonNull(hit.rerank()).rerankLogit());
    }

    private static @Nullable String warning(RerankResult result, RerankerDescription description) {
        if (result.truncated().isEmpty()) {
            return null;
        }
        return "%d of the %d candidates exceed, together with the query, the limit of %d tokens of the reranker '%s'; the text beyond the limit was ignored"
                .formatted(
                        result.truncated().size(),
                        result.logits().size(),
                        description.maxTokens(),
                        description.id());
    }
}
