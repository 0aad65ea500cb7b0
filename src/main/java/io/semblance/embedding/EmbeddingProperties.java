package io.semblance.embedding;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

import java.time.Duration;

/**
 * The engine's shape.
 *
 * @param device {@code auto} or {@code cpu}
 * @param lanes threads that run the model, not counting the one that only takes queries; the number
 *     of processors if not set
 * @param threadsPerLane threads within one run of the model
 * @param batchTokens padded tokens of a micro-batch; a longer text runs alone
 * @param queueTokens tokens that may wait; 32,768 a lane if not set
 * @param maxWait how long a bulk write waits for room in the queue before it is refused
 * @param cacheSize bytes of embeddings kept for texts that are asked for again; 0 for none
 */
@Validated
@ConfigurationProperties("semblance.embedding")
record EmbeddingProperties(
        @DefaultValue("auto") @Pattern(regexp = "auto|cpu", message = "must be auto or cpu")
                String device,
        @Nullable @Min(1) @Max(256) Integer lanes,
        @DefaultValue("1") @Min(1) @Max(256) int threadsPerLane,
        @DefaultValue("512") @Min(1) @Max(1_048_576) int batchTokens,
        @Nullable @Min(512) @Max(1_073_741_824) Long queueTokens,
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

    /** The number of lanes that take any work. */
    int laneCount() {
        return lanes != null ? lanes : Runtime.getRuntime().availableProcessors();
    }

    /** The bound of the queue in tokens. */
    long queueCapacity() {
        return queueTokens != null ? queueTokens : 32_768L * laneCount();
    }
}
