package io.semblance.search;

import io.semblance.catalog.CollectionCatalog;
import io.semblance.catalog.OpenCollection;
import io.semblance.embedding.Caller;
import io.semblance.embedding.Deadline;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.NoRerankerException;
import io.semblance.embedding.Reranker;
import io.semblance.embedding.RerankerDescription;
import io.semblance.search.SearchQuery.RerankSettings;
import io.semblance.search.SearchResult.Explanation;
import io.semblance.store.Hit;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchHits;
import io.semblance.store.SearchPlan;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.SearchTimeoutException;
import io.semblance.vector.Embedding;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds the chunks that answer a query. Thread-safe. */
@Component
@EnableConfigurationProperties(SearchProperties.class)
public final class Searcher {

    private final CollectionCatalog catalog;
    private final EmbeddingEngine engine;
    private final Reranker reranker;
    private final SearchProperties limits;

    Searcher(
            CollectionCatalog catalog,
            EmbeddingEngine engine,
            Reranker reranker,
            SearchProperties limits) {
        this.catalog = catalog;
        this.engine = engine;
        this.reranker = reranker;
        this.limits = limits;
    }

    /**
     * Searches.
     *
     * @param caller who waits for it
     * @throws SearchRefusedException if the query cannot be answered as it is
     * @throws SearchDeadlineExceededException if the time that the caller allows passes before the
     *     store has answered
     * @throws io.semblance.catalog.CatalogException if there is no such collection or its store
     *     cannot be reached
     * @throws io.semblance.embedding.EmbeddingException if the query cannot be embedded or its hits
     *     cannot be reranked now, or no reranker is configured
     */
    public SearchResult search(SearchQuery query, Caller caller) {
        return new Search(query, catalog.get(query.collection()), caller).run();
    }

    /** One call. */
    private final class Search {

        private final SearchQuery query;
        private final OpenCollection collection;
        private final Caller caller;
        private final QueryChecks checks;
        private final List<String> warnings = new ArrayList<>();
        private Duration embedding = Duration.ZERO;

        Search(SearchQuery query, OpenCollection collection, Caller caller) {
            this.query = query;
            this.collection = collection;
            this.caller = caller;
            this.checks = new QueryChecks(query, collection.collection(), limits);
        }

        SearchResult run() {
            checks.requireWindow();
            RerankSettings rerank = query.rerank();
            return rerank == null ? found() : reranked(checks.rerankCandidates(rerank));
        }

        private SearchResult found() {
            SearchRequest request = request(query.offset(), query.limit(), query.includeText());
            long startNanos = System.nanoTime();
            SearchHits found = inTime(request);
            Duration retrieval = Duration.ofNanos(System.nanoTime() - startNanos);
            return result(
                    found.hits().stream().map(hit -> SearchResult.Hit.of(hit, hit.score(), null)),
                    found.plan(),
                    retrieval,
                    null);
        }

        /**
         * Reranks the candidates, which are the same for every page, and cuts the page out of their
         * new order and what follows them.
         */
        private SearchResult reranked(int candidates) {
            RerankerDescription description =
                    reranker.reranker().orElseThrow(NoRerankerException::new);
            String text = checks.text();
            int end = query.offset() + query.limit();
            boolean allAfter = query.offset() >= candidates;
            int start = allAfter ? query.offset() : 0;
            SearchRequest request =
                    request(
                            start,
                            Math.max(candidates, end) - start,
                            !allAfter || query.includeText());
            long startNanos = System.nanoTime();
            SearchHits found = inTime(request);
            Duration retrieval = Duration.ofNanos(System.nanoTime() - startNanos);
            List<Hit> hits = found.hits();
            int scored = allAfter ? 0 : Math.min(candidates, hits.size());
            Reranking reranking =
                    Reranking.of(text, hits.subList(0, scored), reranker, description, caller);
            if (reranking.warning() != null) {
                warnings.add(reranking.warning());
            }
            if (hits.size() > scored) {
                warnings.add(
                        "only the first %d results are reranked (rerank.candidates); those after them have score 0"
                                .formatted(candidates));
            }
            List<SearchResult.Hit> ordered = new ArrayList<>(reranking.hits());
            for (int i = scored; i < hits.size(); i++) {
                ordered.add(SearchResult.Hit.notReranked(hits.get(i), start + i + 1));
            }
            return result(
                    ordered.stream()
                            .skip(query.offset() - start)
                            .limit(query.limit())
                            .map(hit -> hit.stripped(query.includeText(), query.explain())),
                    found.plan(),
                    retrieval,
                    allAfter ? null : reranking.time());
        }

        private SearchRequest request(int offset, int limit, boolean withText) {
            var filter = checks.filter();
            return new SearchRequest(
                    retrieval(),
                    offset,
                    limit,
                    filter,
                    query.exact(),
                    switch (query.groupBy()) {
                        case DOCUMENT -> Grouping.DOCUMENT;
                        case CHUNK -> Grouping.CHUNK;
                    },
                    withText,
                    query.includeMetadata());
        }

        private SearchResult result(
                Stream<SearchResult.Hit> hits,
                SearchPlan plan,
                Duration retrieval,
                @Nullable Duration reranking) {
            Double least = query.scoreThreshold();
            return new SearchResult(
                    hits.filter(hit -> least == null || hit.score() >= least).toList(),
                    embedding,
                    retrieval,
                    reranking,
                    List.copyOf(warnings),
                    query.explain() ? explanation(plan) : null);
        }

        /** Asks the store, which has as long as the caller still waits. */
        private SearchHits inTime(SearchRequest request) {
            Deadline deadline = caller.deadline();
            if (deadline == null) {
                return collection.index().find(request);
            }
            Duration left = deadline.remaining();
            if (!left.isPositive()) {
                throw new SearchDeadlineExceededException(deadline, null);
            }
            try {
                return collection.index().find(request.within(left));
            } catch (SearchTimeoutException e) {
                throw new SearchDeadlineExceededException(deadline, e);
            }
        }

        private static Explanation explanation(SearchPlan plan) {
            return new Explanation(
                    plan.vectors().name().toLowerCase(Locale.ROOT),
                    plan.matches(),
                    plan.exactBelow(),
                    plan.candidates());
        }

        private Retrieval retrieval() {
            Embedding own = checks.vector();
            return switch (checks.mode()) {
                case VECTOR -> new Retrieval.ByVector(own != null ? own : embed(checks.text()));
                case LEXICAL -> new Retrieval.ByText(checks.text());
                case HYBRID -> {
                    var fusion = checks.fusion();
                    String text = checks.text();
                    yield new Retrieval.Hybrid(own != null ? own : embed(text), text, fusion);
                }
            };
        }

        private Embedding embed(String text) {
            long startNanos = System.nanoTime();
            String model = collection.collection().model();
            EmbedResult result = engine.embed(EmbedRequest.query(model, text), caller);
            embedding = Duration.ofNanos(System.nanoTime() - startNanos);
            if (!result.truncated().isEmpty()) {
                warnings.add(
                        "the query has more than the %d tokens that model '%s' reads: its end did not count"
                                .formatted(engine.describe(model).maxTokens(), model));
            }
            return result.embeddings().getFirst();
        }
    }
}
