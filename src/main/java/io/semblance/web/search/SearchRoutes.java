package io.semblance.web.search;

import io.semblance.search.SearchQuery;
import io.semblance.search.SearchQuery.FusionSettings;
import io.semblance.search.SearchQuery.Mode;
import io.semblance.search.SearchQuery.RerankSettings;
import io.semblance.search.Searcher;
import io.semblance.store.SearchRequest.Grouping;
import io.semblance.store.filter.FilterParser;
import io.semblance.value.Caller;
import io.semblance.web.error.ApiException;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Searches collections by vector and lexical search. */
@RestController
final class SearchRoutes {

    private static final String DEFAULT_COLLECTION = "default";
    private static final int DEFAULT_LIMIT = 10;

    private final Searcher searcher;

    SearchRoutes(Searcher searcher) {
        this.searcher = searcher;
    }

    /** Searches the collection that the body names, or {@code default}. */
    @PostMapping("/search")
    SearchAnswer search(Caller caller, @RequestBody SearchBody body) {
        return answer(
                Objects.requireNonNullElse(body.collection(), DEFAULT_COLLECTION), body, caller);
    }

    /** Searches a collection by vector search, lexical search or both. */
    @PostMapping("/v1/collections/{collection}/search")
    SearchAnswer search(
            Caller caller, @PathVariable String collection, @RequestBody SearchBody body) {
        if (body.collection() != null && !body.collection().equals(collection)) {
            throw ApiException.invalid(
                    "collection",
                    "the path names the collection '%s', the body '%s'; leave it out of the body"
                            .formatted(collection, body.collection()));
        }
        return answer(collection, body, caller);
    }

    private SearchAnswer answer(String collection, SearchBody body, Caller caller) {
        body.requireSupported();
        long startNanos = System.nanoTime();
        var result = searcher.search(query(collection, body), caller);
        return SearchAnswer.of(
                result, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
    }

    private static SearchQuery query(String collection, SearchBody body) {
        return new SearchQuery(
                collection,
                body.query(),
                body.vector(),
                choice("mode", body.mode(), Mode.values()),
                Objects.requireNonNullElse(body.limit(), DEFAULT_LIMIT),
                Objects.requireNonNullElse(body.offset(), 0),
                FilterParser.parse(body.filter()),
                fusion(body.hybrid()),
                body.rerank() == null ? null : new RerankSettings(body.rerank().candidates()),
                body.scoreThreshold(),
                Objects.requireNonNullElse(
                        choice("groupBy", body.groupBy(), Grouping.values()), Grouping.DOCUMENT),
                includes(body.include(), Include.TEXT),
                includes(body.include(), Include.METADATA),
                body.exact() != null && body.exact(),
                body.explain() != null && body.explain());
    }

    /** The optional fields of a result. */
    private enum Include {
        TEXT,
        METADATA
    }

    private static boolean includes(@Nullable List<@Nullable String> asked, Include part) {
        if (asked == null) {
            return true;
        }
        return asked.stream()
                .map(name -> choice("include", String.valueOf(name), Include.values()))
                .toList()
                .contains(part);
    }

    private static @Nullable FusionSettings fusion(SearchBody.@Nullable Hybrid hybrid) {
        if (hybrid == null) {
            return null;
        }
        if (hybrid.fusion() != null && !hybrid.fusion().equals("rrf")) {
            throw ApiException.invalid(
                    "hybrid.fusion",
                    "hybrid.fusion must be rrf, got: '%s'".formatted(hybrid.fusion()));
        }
        return new FusionSettings(hybrid.rrfK(), hybrid.candidates());
    }

    /** Returns the constant whose name in lower case this is; null for null. */
    private static <E extends Enum<E>> @Nullable E choice(
            String field, @Nullable String name, E[] values) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(values)
                .filter(value -> id(value).equals(name))
                .findFirst()
                .orElseThrow(() ->
                        ApiException.invalid(
                                field,
                                "%s must be one of %s, got: '%s'"
                                        .formatted(
                                                field,
                                                String.join(
                                                        ", ",
                                                        Arrays.stream(values)
                                                                .map(SearchRoutes::id)
                                                                .toList()),
                                                name)));
    }

    private static String id(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
