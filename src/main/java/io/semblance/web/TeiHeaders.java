package io.semblance.web;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedInput.TokenIds;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.EngineReport;

import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The headers in which text-embeddings-inference tells what an answer has cost, times in whole
 * milliseconds, and two of ours: how many texts were cut, and which.
 */
@Component
final class TeiHeaders {

    /** Indexes of truncated texts that are listed; all headers together have 8 KB. */
    private static final int MAX_LISTED = 256;

    private final String computeType;

    TeiHeaders(EmbeddingEngine engine) {
        this.computeType = engine.shape().gpu() ? "gpu+optimized" : "cpu+optimized";
    }

    /**
     * An answer with these headers, and no body yet.
     *
     * @param startNanos when the work began, by {@link System#nanoTime()}
     */
    ResponseEntity.BodyBuilder of(List<EmbedInput> inputs, EngineReport report, long startNanos) {
        return of(characters(inputs), report, startNanos);
    }

    /**
     * The same.
     *
     * @param characters code points that were read
     */
    ResponseEntity.BodyBuilder of(long characters, EngineReport report, long startNanos) {
        String total = millis(Duration.ofNanos(System.nanoTime() - startNanos));
        var answer =
                ResponseEntity.ok()
                        .header("x-compute-type", computeType)
                        .header("x-compute-time", total)
                        .header("x-compute-characters", String.valueOf(characters))
                        .header("x-compute-tokens", String.valueOf(report.tokens()))
                        .header("x-total-time", total)
                        .header("x-tokenization-time", millis(report.tokenization()))
                        .header("x-queue-time", millis(report.queued()))
                        .header("x-inference-time", millis(report.inference()));
        List<Integer> truncated = report.truncated();
        if (!truncated.isEmpty()) {
            answer.header(
                            "x-truncated-inputs",
                            truncated.stream()
                                    .limit(MAX_LISTED)
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(",")))
                    .header("x-truncated-count", String.valueOf(truncated.size()));
        }
        return answer;
    }

    private static String millis(Duration time) {
        return String.valueOf(time.toMillis());
    }

    /** Code points; a token id counts as one. */
    private static long characters(List<EmbedInput> inputs) {
        return inputs.stream()
                .mapToLong(input ->
                        switch (input) {
                            case EmbedInput.Text(String text) ->
                                    text.codePointCount(0, text.length());
                            case TokenIds ids -> ids.length();
                        })
                .sum();
    }
}
