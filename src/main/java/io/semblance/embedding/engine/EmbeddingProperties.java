package io.semblance.embedding.engine;

import io.semblance.embedding.EngineSizing;

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
 * The settings of the engine. Unset values default by device, see {@link EngineSizing}.
 *
 * @param device device that runs the models: {@code auto}, {@code cpu}, {@code cuda} or {@code
 *     cuda:N}; {@code auto} uses a GPU if one can be used, {@code cuda} fails the start if none can
 * @param lanes number of threads that run models, in addition to the one that takes only queries;
 *     if not set, the number of CPU cores, or 2 on a GPU
 * @param threadsPerLane number of CPU threads within one run of a model while all lanes are busy; a
 *     batch that runs alone uses the threads of all lanes
 * @param batchTokens maximum tokens of a micro-batch, padding included; a longer text runs alone;
 *     if not set, 512 on a CPU (1,024 for int8 models), 16,384 on a GPU
 * @param queueTokens maximum tokens in the queue, which limits its memory; a text counts as at
 *     least 64; if not set, one per 128 bytes of the maximum heap, at least 65,536
 * @param queueTime maximum estimated time in the queue before a request is rejected; never applied
 *     when nothing is ahead of it
 * @param interactiveTokens maximum tokens of a query or a single text that runs before bulk work; a
 *     larger one runs as bulk work
 * @param interactiveQueueTime maximum estimated time in the queue before a request with at most
 *     {@code interactive-tokens} tokens is rejected
 * @param maxWait how long a write of documents waits for room in the queue before it is rejected
 * @param cacheSize maximum memory for cached embeddings of queries; 0 to disable the cache
 */
@Validated
@ConfigurationProperties("semblance.embedding")
record EmbeddingProperties(
        @DefaultValue("auto")
                @Pattern(
                        regexp = "auto|cpu|cuda(:[0-9]{1,2})?",
                        message = "must be auto, cpu, cuda or cuda:N, with N the number of a GPU")
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

    /** Requires a cache size of at least 0. */
    EmbeddingProperties {
        if (cacheSize.isNegative()) {
            throw new IllegalArgumentException(
                    "semblance.embedding.cache-size must be at least 0 (0 disables the cache), got: %s"
                            .formatted(cacheSize));
        }
    }
}
