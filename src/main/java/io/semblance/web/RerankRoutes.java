package io.semblance.web;

import io.semblance.embedding.Caller;
import io.semblance.embedding.RerankRequest;
import io.semblance.embedding.RerankResult;
import io.semblance.embedding.Reranker;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Texts in the order of how well they answer a query, as text-embeddings-inference does it. */
@RestController
final class RerankRoutes {

    private final Reranker reranker;
    private final TeiHeaders headers;
    private final LimitProperties limits;

    RerankRoutes(Reranker reranker, LimitProperties limits, TeiHeaders headers) {
        this.headers = headers;
        this.reranker = reranker;
        this.limits = limits;
    }

    /**
     * Orders texts by how well they answer a query, best first; the header {@code
     * x-truncated-inputs} lists texts that were read in part.
     */
    @PostMapping("/rerank")
    ResponseEntity<List<Rank>> rerank(Caller caller, @RequestBody RerankBody body) {
        long startNanos = System.nanoTime();
        RerankRequest request = request(body);
        RerankResult result = reranker.rerank(request, caller);
        return headers.of(characters(request), result, startNanos)
                .body(ranks(body, request.texts(), result));
    }

    private RerankRequest request(RerankBody body) {
        if (body.query() == null) {
            throw ApiException.missing("query", "give a string");
        }
        List<@Nullable String> given = body.texts();
        if (given == null) {
            throw ApiException.missing("texts", "give a list of strings");
        }
        if (given.isEmpty()) {
            throw new ApiException(
                    ApiError.badRequest(ErrorCode.EMPTY_TEXT, "`texts` cannot be empty", "texts"));
        }
        requireReranker();
        requireInputs(given.size());
        requireCharacters("query", "query", body.query());
        List<String> texts =
                IntStream.range(0, given.size()).mapToObj(i -> text(i, given.get(i))).toList();
        return new RerankRequest(
                body.query(),
                texts,
                TeiRoutes.truncation(body.truncate(), body.truncationDirection()));
    }

    /** The original says so of a model that is another one. */
    private void requireReranker() {
        if (reranker.reranker().isEmpty()) {
            throw new ApiException(
                    ApiError.of(
                            ErrorCode.NO_RERANKER,
                            "Backend error: model is not a re-ranker model"));
        }
    }

    private void requireInputs(int count) {
        if (count > limits.inputs()) {
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.TOO_MANY_INPUTS,
                            "%d texts in one request, the limit is %d; send them in parts or raise semblance.limits.inputs"
                                    .formatted(count, limits.inputs()),
                            "texts"));
        }
    }

    private String text(int index, @Nullable String text) {
        if (text == null) {
            throw ApiException.invalid("texts", "text %d must be a string".formatted(index));
        }
        requireCharacters("texts", "text " + index, text);
        return text;
    }

    private void requireCharacters(String field, String name, String text) {
        if (text.length() > limits.characters()) {
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.TEXT_TOO_LONG,
                            "%s has %d characters, the limit is %d; shorten it or raise semblance.limits.characters"
                                    .formatted(name, text.length(), limits.characters()),
                            field));
        }
    }

    private static List<Rank> ranks(RerankBody body, List<String> texts, RerankResult result) {
        boolean raw = body.rawScores() != null && body.rawScores();
        boolean withText = body.returnText() != null && body.returnText();
        List<Float> logits = result.logits();
        List<Double> probabilities = result.probabilities();
        return IntStream.range(0, texts.size())
                .boxed()
                // By logit: probabilities of different ones may be the same number.
                .sorted(Comparator.<Integer>comparingDouble(logits::get).reversed())
                .map(i ->
                        new Rank(
                                i,
                                withText ? texts.get(i) : null,
                                raw ? logits.get(i) : probabilities.get(i).floatValue()))
                .toList();
    }

    /** Code points; the query counts with each text. */
    private static long characters(RerankRequest request) {
        String query = request.query();
        return (long) request.texts().size() * query.codePointCount(0, query.length())
                + request.texts().stream()
                        .mapToLong(text -> text.codePointCount(0, text.length()))
                        .sum();
    }
}
