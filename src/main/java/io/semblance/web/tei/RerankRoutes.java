package io.semblance.web.tei;

import io.semblance.embedding.RerankRequest;
import io.semblance.embedding.RerankResult;
import io.semblance.embedding.Reranker;
import io.semblance.value.Caller;
import io.semblance.web.embed.ComputeHeaders;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorCode;
import io.semblance.web.limit.InputLimits;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Reranks texts, as text-embeddings-inference does. */
@RestController
final class RerankRoutes {

    private final Reranker reranker;
    private final ComputeHeaders headers;
    private final InputLimits limits;

    RerankRoutes(Reranker reranker, InputLimits limits, ComputeHeaders headers) {
        this.headers = headers;
        this.reranker = reranker;
        this.limits = limits;
    }

    /**
     * Ranks texts by their relevance to a query, best first. The header {@code x-truncated-inputs}
     * lists the indexes of truncated texts.
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
        if (body.query().isEmpty() && given.contains("")) {
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.EMPTY_TEXT,
                            "query and text %d are empty; give at least one of them"
                                    .formatted(given.indexOf("")),
                            "texts"));
        }
        requireReranker();
        limits.requireCount("texts", "texts", given.size());
        limits.requireLength("query", "query", body.query().length(), "characters");
        List<String> texts =
                IntStream.range(0, given.size()).mapToObj(i -> text(i, given.get(i))).toList();
        return new RerankRequest(
                body.query(),
                texts,
                RequestFields.truncation(body.truncate(), body.truncationDirection()));
    }

    /** Reports a missing reranker as the original reports a model of another type. */
    private void requireReranker() {
        if (reranker.reranker().isEmpty()) {
            throw new ApiException(
                    ApiError.of(
                            ErrorCode.NO_RERANKER,
                            "Backend error: model is not a re-ranker model"));
        }
    }

    private String text(int index, @Nullable String text) {
        if (text == null) {
            throw ApiException.invalid("texts", "text %d must be a string".formatted(index));
        }
        limits.requireLength("texts", "text " + index, text.length(), "characters");
        return text;
    }

    private static List<Rank> ranks(RerankBody body, List<String> texts, RerankResult result) {
        boolean raw = body.rawScores() != null && body.rawScores();
        boolean withText = body.returnText() != null && body.returnText();
        List<Float> logits = result.logits();
        List<Double> probabilities = result.probabilities();
        return IntStream.range(0, texts.size())
                .boxed()
                // By logit: different logits may have the same probability.
                .sorted(Comparator.<Integer>comparingDouble(logits::get).reversed())
                .map(i ->
                        new Rank(
                                i,
                                withText ? texts.get(i) : null,
                                raw ? logits.get(i) : probabilities.get(i).floatValue()))
                .toList();
    }

    /** Returns the number of code points; the query counts with each text. */
    private static long characters(RerankRequest request) {
        String query = request.query();
        return (long) request.texts().size() * query.codePointCount(0, query.length())
                + request.texts().stream()
                        .mapToLong(text -> text.codePointCount(0, text.length()))
                        .sum();
    }
}
