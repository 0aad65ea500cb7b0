package io.semblance.web.embed;

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
 * The response headers of text-embeddings-inference with the cost of a request, where times are
 * whole milliseconds, and two headers that it does not have: the number of truncated texts, and
 * their indexes.
 */
@Component
public final class ComputeHeaders {

    /** Maximum number of listed indexes; all headers together may have 8 KB. */
    private static final int MAX_LISTED = 256;

    private final String computeType;

    ComputeHeaders(EmbeddingEngine engine) {
        this.computeType = engine.sizing().gpu() ? "gpu+optimized" : "cpu+optimized";
    }

    /**
     * Returns a response with these headers, without a body yet.
     *
     * @param inputs inputs of the request, whose characters are counted
     * @param report what the engine reports on the request
     * @param startNanos when processing started, in terms of {@link System#nanoTime()}
     */
    public ResponseEntity.BodyBuilder of(
            List<EmbedInput> inputs, EngineReport report, long startNanos) {
        return of(characters(inputs), report, startNanos);
    }

    /**
     * Returns a response with these headers, without a body yet.
     *
     * @param characters number of code points that were processed
     * @param report what the engine reports on the request
     * @param startNanos when processing started, in terms of {@link System#nanoTime()}
     */
    public ResponseEntity.BodyBuilder of(long characters, EngineReport report, long startNanos) {
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

    /** Returns the number of code points; a token id counts as one. */
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
