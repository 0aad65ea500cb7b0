package io.semblance.embedding;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

import java.time.Duration;

/**
 * What is set of the engine; the rest is as its device needs it, see {@link EngineShape}.
 *
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param lanes threads that run the model, not counting the one that only takes queries
 * @param threadsPerLane threads within one run of the model, on the processor
 * @param batchTokens padded tokens of a micro-batch; a longer text runs alone
 * @param queueTokens tokens that may wait, a bound of memory; a text counts as at least 64
 * @param queueTime maximum estimated time in the queue before a request is rejected; never applied
 *     when nothing is ahead of it
 * @param interactiveTokens a request with more tokens is bulk work, even if it is a query
 * @param interactiveQueueTime the same as {@code queueTime} for requests with at most {@code
 *     interactiveTokens}
 * @param maxWait how long a bulk write waits for room in the queue before it is refused
 * @param cacheSize bytes of embeddings kept for texts that are asked for again; 0 for none
 */
@Validated
@ConfigurationProperties("semblance.embedding")
record EmbeddingProperties(
        @DefaultValue("auto")
                @Pattern(
                        regexp = "auto|cpu|cuda(:[0-9]{1,2})?",
                        message = "must be auto, cpu, cuda or cuda:N, N the number of a GPU")
                String device,
        @Nullable @Min(1) @Max(256) Integer lanes,
        @DefaultValue("1") @Min(1) @Max(256) int threadsPerLane,
        @Nullable @Min(1) @Max(1_048_576) Integer batchTokens,
        @Nullable @Min(512) @Max(1_073_741_824) Long queueTokens,
        @DefaultValue("2h") @DurationMin(millis = 100) @DurationMax(hours = 24) Duration queueTime,
        @DefaultValue("1024") @Min(1) @Max(1_048_576) int interactiveTokens,
        @DefaultValue("30s") @DurationMin(millis = 100) @DurationMax(hours = 24)
                Duration interactiveQueueTime,
        @DefaultValue("60s") Duration maxWait,
        @DefaultValue("64MB") DataSize cacheSize) {

    /** Refuses a cache of less than nothing. */
    EmbeddingProperties {
        if (cacheSize.isNegative()) {
            throw new IllegalArgumentException(
                    "semblance.embedding.cache-size must be 0, for no cache, or more, got: %s"
                            .formatted(cacheSize));
        }
    }
}
