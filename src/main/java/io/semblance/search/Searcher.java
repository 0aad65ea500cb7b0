package io.semblance.search;

import io.semblance.catalog.CollectionCatalog;
import io.semblance.catalog.OpenCollection;
import io.semblance.embedding.Caller;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.search.SearchResult.Explanation;
import io.semblance.store.Hit;
import io.semblance.store.Retrieval;
import io.semblance.store.SearchPlan;
import io.semblance.store.SearchRequest;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.vector.Embedding;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds the chunks that answer a query. Thread-safe. */
@Component
@EnableConfigurationProperties(SearchProperties.class)
public final class Searcher {

    private final CollectionCatalog catalog;
    private final EmbeddingEngine engine;
    private final SearchProperties limits;

    Searcher(CollectionCatalog catalog, EmbeddingEngine engine, SearchProperties limits) {
        this.catalog = catalog;
        this.engine = engine;
        this.limits = limits;
    }

    /**
     * Searches.
     *
     * @param caller who waits for the query's embedding
     * @throws SearchRefusedException if the query cannot be answered as it is
     * @throws io.semblance.catalog.CatalogException if there is no such collection or its store
     *     cannot be reached
     * @throws io.semblance.embedding.EmbeddingException if the query cannot be embedded now
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
            var filter = checks.filter();
            SearchRequest request =
                    new SearchRequest(
                            retrieval(),
                            query.offset(),
                            query.limit(),
                            filter,
                            query.exact(),
                            switch (query.groupBy()) {
                                case DOCUMENT -> Grouping.DOCUMENT;
                                case CHUNK -> Grouping.CHUNK;
                            },
                            query.includeText(),
                            query.includeMetadata());
            long startNanos = System.nanoTime();
            List<Hit> hits = collection.index().search(request);
            Duration retrieval = Duration.ofNanos(System.nanoTime() - startNanos);
            return new SearchResult(
                    hits.stream().map(Search::hit).toList(),
                    embedding,
                    retrieval,
                    List.copyOf(warnings),
                    query.explain() ? explanation(collection.index().explain(request)) : null);
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

        private static SearchResult.Hit hit(Hit hit) {
            return new SearchResult.Hit(
                    hit.id(),
                    hit.chunk(),
                    hit.start(),
                    hit.end(),
                    hit.score(),
                    hit.title(),
                    hit.text(),
                    hit.metadata());
        }
    }
}
