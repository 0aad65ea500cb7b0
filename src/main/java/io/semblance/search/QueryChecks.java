package io.semblance.search;

import io.semblance.catalog.CollectionDefinition;
import io.semblance.search.SearchQuery.FusionSettings;
import io.semblance.search.SearchQuery.Mode;
import io.semblance.search.SearchQuery.RerankSettings;
import io.semblance.search.SearchRefusedException.Reason;
import io.semblance.store.Fusion;
import io.semblance.store.SearchRequest;
import io.semblance.value.Embedding;
import io.semblance.value.UnicodeText;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** Checks a query against the limits and its collection, and fills in defaults. */
final class QueryChecks {

    /** Chosen by measurement: docs/decisions/002-embedded-store.md. */
    private static final int DEFAULT_RRF_K = 10;

    private static final int DEFAULT_CANDIDATES = 100;
    private static final int DEFAULT_RERANK_CANDIDATES = 50;
    private static final int MAX_RRF_K = 1_000_000;

    private final SearchQuery query;
    private final CollectionDefinition collection;
    private final SearchProperties limits;

    QueryChecks(SearchQuery query, CollectionDefinition collection, SearchProperties limits) {
        this.query = query;
        this.collection = collection;
        this.limits = limits;
    }

    /** The mode of the query; without one, vector if it has only a vector, else hybrid. */
    Mode mode() {
        if (query.mode() != null) {
            return query.mode();
        }
        return query.query() == null && query.vector() != null ? Mode.VECTOR : Mode.HYBRID;
    }

    /**
     * The query text, checked.
     *
     * @throws SearchRefusedException if there is none or it is not valid
     */
    String text() {
        String text = query.query();
        if (text == null) {
            throw new SearchRefusedException(
                    Reason.MISSING_FIELD,
                    "query",
                    query.vector() == null
                            ? "the search has neither a query nor a vector; provide one of them"
                            : "mode %s needs a query; provide one in addition to the vector, or use mode vector"
                                    .formatted(mode().name().toLowerCase(Locale.ROOT)));
        }
        if (text.isBlank()) {
            throw new SearchRefusedException(
                    Reason.EMPTY_TEXT, "query", "the query is empty or blank");
        }
        if (text.length() > limits.queryCharacters()) {
            throw new SearchRefusedException(
                    Reason.TEXT_TOO_LONG,
                    "query",
                    "the query has %d characters, the limit is %d; shorten it or raise semblance.limits.query-characters"
                            .formatted(text.length(), limits.queryCharacters()));
        }
        String problem = UnicodeText.problem(text);
        if (problem != null) {
            throw new SearchRefusedException(
                    Reason.INVALID_TEXT, "query", "the query has %s; remove it".formatted(problem));
        }
        return text;
    }

    /** The vector of the query, checked; null if the text must be embedded. */
    @Nullable Embedding vector() {
        Embedding vector = query.vector();
        if (vector == null) {
            return null;
        }
        if (mode() == Mode.LEXICAL) {
            throw new SearchRefusedException(
                    Reason.INVALID_VALUE,
                    "vector",
                    "mode lexical does not use a vector; remove it, or use mode hybrid");
        }
        if (mode() == Mode.VECTOR && query.query() != null) {
            throw new SearchRefusedException(
                    Reason.INVALID_VALUE,
                    "vector",
                    "mode vector takes either a query or a vector; remove one of them, or use mode"
                            + " hybrid");
        }
        String problem = collection.problemOf(vector);
        if (problem != null) {
            throw new SearchRefusedException(Reason.INVALID_VECTOR, "vector", problem);
        }
        return vector;
    }

    /** The fusion of a hybrid search. */
    Fusion fusion() {
        FusionSettings settings = query.fusion();
        Integer k = settings == null ? null : settings.k();
        Integer candidates = settings == null ? null : settings.candidates();
        return new Fusion(
                between("hybrid.rrfK", k == null ? DEFAULT_RRF_K : k, 1, MAX_RRF_K),
                between(
                        "hybrid.candidates",
                        candidates == null ? DEFAULT_CANDIDATES : candidates,
                        1,
                        SearchRequest.MAX_WINDOW));
    }

    /** Checks limit and offset. */
    void requireWindow() {
        int limit = between("limit", query.limit(), 1, limits.results());
        int deepest = limits.window() - limit;
        if (query.offset() < 0 || query.offset() > deepest) {
            throw new SearchRefusedException(
                    Reason.INVALID_VALUE,
                    "offset",
                    "offset must be between 0 and %d for this limit, got: %d; offset + limit must not exceed %d"
                            .formatted(deepest, query.offset(), limits.window()));
        }
    }

    /**
     * The number of hits to rerank; it does not depend on the page.
     *
     * @param settings of the query
     */
    int rerankCandidates(RerankSettings settings) {
        int candidates =
                between(
                        "rerank.candidates",
                        settings.candidates() == null
                                ? Math.min(DEFAULT_RERANK_CANDIDATES, limits.rerankCandidates())
                                : settings.candidates(),
                        1,
                        limits.rerankCandidates());
        if (query.query() == null) {
            throw new SearchRefusedException(
                    Reason.MISSING_FIELD,
                    "query",
                    "reranking needs a query; provide one in addition to the vector in mode hybrid,"
                            + " or remove rerank");
        }
        return candidates;
    }

    private static int between(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new SearchRefusedException(
                    Reason.INVALID_VALUE,
                    field,
                    "%s must be between %d and %d, got: %d".formatted(field, least, most, value));
        }
        return value;
    }
}
