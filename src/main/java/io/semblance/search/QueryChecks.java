package io.semblance.search;

import io.semblance.catalog.Collection;
import io.semblance.embedding.UnicodeText;
import io.semblance.search.SearchQuery.FusionSettings;
import io.semblance.search.SearchQuery.Mode;
import io.semblance.search.SearchQuery.RerankSettings;
import io.semblance.search.SearchRefusedException.Reason;
import io.semblance.store.Fusion;
import io.semblance.store.SearchRequest;
import io.semblance.store.filter.Filter;
import io.semblance.store.filter.FilterParser;
import io.semblance.store.filter.FilterSyntaxException;
import io.semblance.vector.Embedding;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** Checks a query against the limits and its collection, and fills in what was left out. */
final class QueryChecks {

    /** Chosen by measurement: docs/decisions/002-embedded-store.md. */
    private static final int DEFAULT_RRF_K = 10;

    private static final int DEFAULT_CANDIDATES = 100;
    private static final int DEFAULT_RERANK_CANDIDATES = 50;
    private static final int MAX_RRF_K = 1_000_000;

    private final SearchQuery query;
    private final Collection collection;
    private final SearchProperties limits;

    QueryChecks(SearchQuery query, Collection collection, SearchProperties limits) {
        this.query = query;
        this.collection = collection;
        this.limits = limits;
    }

    /** The mode asked for, or the one that fits what was given. */
    Mode mode() {
        if (query.mode() != null) {
            return query.mode();
        }
        return query.query() == null && query.vector() != null ? Mode.VECTOR : Mode.HYBRID;
    }

    /** The query's text, checked; it must be there. */
    String text() {
        String text = query.query();
        if (text == null) {
            throw new SearchRefusedException(
                    Reason.MISSING_FIELD,
                    "query",
                    query.vector() == null
                            ? "there is nothing to look for: give a query, or a vector"
                            : "mode %s looks for words: give a query beside the vector, or choose mode vector"
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

    /** The vector, checked; null if the query is to be embedded. */
    @Nullable Embedding vector() {
        Embedding vector = query.vector();
        if (vector == null) {
            return null;
        }
        if (mode() == Mode.LEXICAL) {
            throw new SearchRefusedException(
                    Reason.INVALID_VALUE, "vector", "mode lexical has no use for a vector");
        }
        if (mode() == Mode.VECTOR && query.query() != null) {
            throw new SearchRefusedException(
                    Reason.INVALID_VALUE,
                    "vector",
                    "mode vector looks for one thing: give the query or the vector");
        }
        String problem = collection.problemOf(vector);
        if (problem != null) {
            throw new SearchRefusedException(Reason.INVALID_VECTOR, "vector", problem);
        }
        return vector;
    }

    /** The fusion asked for. */
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
                    "offset must be between 0 and %d here, got: %d; offset + limit is at most %d"
                            .formatted(deepest, query.offset(), limits.window()));
        }
    }

    /**
     * How many hits are to be reranked, whatever page is asked for.
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
                    "the reranker reads the query's words: give a query beside the vector, in mode"
                            + " hybrid, or leave rerank out");
        }
        return candidates;
    }

    @Nullable Filter filter() {
        try {
            return FilterParser.parse(query.filter());
        } catch (FilterSyntaxException e) {
            throw new SearchRefusedException(
                    Reason.INVALID_FILTER, "filter", String.valueOf(e.getMessage()), e);
        }
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
