package io.semblance.web;

import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedInput.TokenIds;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.EngineReport;

import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.List;

/**
 * The headers in which text-embeddings-inference tells what an answer has cost, times in whole
 * milliseconds, and two of ours: which texts were cut.
 */
@Component
final class TeiHeaders {

    /** Servers and proxies take some kilobytes for all headers of an answer, nginx four. */
    private static final int MAX_INDEX_CHARACTERS = 2_000;

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
        if (!report.truncated().isEmpty()) {
            answer.header("x-truncated-inputs", indexes(report.truncated()))
                    .header("x-truncated-count", String.valueOf(report.truncated().size()));
        }
        return answer;
    }

    /** As many of the first indexes as a header has room for. */
    private static String indexes(List<Integer> truncated) {
        StringBuilder indexes = new StringBuilder(String.valueOf(truncated.getFirst()));
        for (int index : truncated.subList(1, truncated.size())) {
            String next = "," + index;
            if (indexes.length() + next.length() > MAX_INDEX_CHARACTERS) {
                break;
            }
            indexes.append(next);
        }
        return indexes.toString();
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
