package io.semblance.search;

import io.semblance.catalog.CollectionCatalog;
import io.semblance.catalog.OpenCollection;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.NoRerankerException;
import io.semblance.embedding.Reranker;
import io.semblance.embedding.RerankerDescription;
import io.semblance.search.SearchQuery.RerankSettings;
import io.semblance.search.SearchResult.RankedHit;
import io.semblance.search.SearchResult.RerankDetail;
import io.semblance.store.Hit;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchHits;
import io.semblance.store.SearchPlan;
import io.semblance.store.SearchRequest;
import io.semblance.value.Caller;
import io.semblance.value.Embedding;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Searches collections by vector, by words, or by both. Thread-safe. */
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
     * Searches a collection.
     *
     * @param caller with the deadline of the search
     * @throws SearchRefusedException if the query is not valid
     * @throws io.semblance.value.DeadlineExceededException if the caller's deadline passes before
     *     the store has answered
     * @throws io.semblance.catalog.CatalogException if the collection does not exist or cannot be
     *     used
     * @throws io.semblance.store.StoreUnavailableException if the store cannot be reached
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
            this.checks = new QueryChecks(query, collection.definition(), limits);
        }

        SearchResult run() {
            checks.requireWindow();
            RerankSettings rerank = query.rerank();
            return rerank == null ? found() : reranked(checks.rerankCandidates(rerank));
        }

        private SearchResult found() {
            SearchRequest request = request(query.offset(), query.limit(), query.includeText());
            long startNanos = System.nanoTime();
            SearchHits found = withinDeadline(request);
            Duration retrieval = Duration.ofNanos(System.nanoTime() - startNanos);
            return result(
                    found.hits().stream().map(hit -> new RankedHit(hit, null)),
                    found.plan(),
                    retrieval,
                    null);
        }

        /**
         * Reranks the candidates, which are the same for every page, and takes the page from the
         * reranked candidates followed by the other hits.
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
            SearchHits found = withinDeadline(request);
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
                        "only the first %d results were reranked (rerank.candidates); the results after them have score 0"
                                .formatted(candidates));
            }
            List<RankedHit> ordered = new ArrayList<>(reranking.hits());
            for (int i = scored; i < hits.size(); i++) {
                Hit hit = hits.get(i);
                var detail = new RerankDetail(start + i + 1, hit.score(), null);
                ordered.add(new RankedHit(hit.withScore(0), detail));
            }
            return result(
                    ordered.stream()
                            .skip(query.offset() - start)
                            .limit(query.limit())
                            .map(this::withRequestedParts),
                    found.plan(),
                    retrieval,
                    allAfter ? null : reranking.time());
        }

        /** The reranker reads text that the query may not have asked for. */
        private RankedHit withRequestedParts(RankedHit ranked) {
            Hit hit = ranked.hit();
            return new RankedHit(
                    query.includeText() ? hit : hit.withoutText(),
                    query.explain() ? ranked.rerank() : null);
        }

        private SearchRequest request(int offset, int limit, boolean withText) {
            return new SearchRequest(
                    retrieval(),
                    offset,
                    limit,
                    query.filter(),
                    query.exact(),
                    query.grouping(),
                    withText,
                    query.includeMetadata());
        }

        private SearchResult result(
                Stream<RankedHit> hits,
                SearchPlan plan,
                Duration retrieval,
                @Nullable Duration reranking) {
            Double threshold = query.scoreThreshold();
            return new SearchResult(
                    hits.filter(ranked -> threshold == null || ranked.hit().score() >= threshold)
                            .toList(),
                    embedding,
                    retrieval,
                    reranking,
                    List.copyOf(warnings),
                    query.explain() ? plan : null);
        }

        /** Searches the store within the caller's deadline. */
        private SearchHits withinDeadline(SearchRequest request) {
            caller.requireTime();
            return collection.index().search(request.before(caller.deadline()));
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
            String model = collection.definition().model();
            EmbedResult result = engine.embed(EmbedRequest.query(model, text), caller);
            embedding = Duration.ofNanos(System.nanoTime() - startNanos);
            if (!result.truncated().isEmpty()) {
                warnings.add(
                        "the query exceeds the limit of %d tokens of model '%s'; the text beyond the limit was ignored"
                                .formatted(engine.describe(model).maxTokens(), model));
            }
            if (!engine.tokenCounter(model).unknown(List.of(text)).isEmpty()) {
                warnings.add(
                        "model '%s' does not know any token of the query; the vector does not represent the query"
                                .formatted(model));
            }
            return result.embeddings().getFirst();
        }
    }
}
