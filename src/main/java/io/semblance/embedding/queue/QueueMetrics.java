package io.semblance.embedding.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.semblance.embedding.EmbedRequest.Priority;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The metrics of the queue and of the batches that leave it. Thread-safe. */
final class QueueMetrics {

    private static final String PREFIX = "semblance.embedding.";

    private final DistributionSummary batchTexts;
    private final DistributionSummary batchTokens;
    private final DistributionSummary batchThreads;
    private final DistributionSummary padding;
    private final Counter textTokens;
    private final Counter paddingTokens;
    private final Timer inference;
    private final Map<Priority, Timer> waits = new EnumMap<>(Priority.class);

    QueueMetrics(MeterRegistry registry, WorkQueue queue) {
        batchTexts =
                DistributionSummary.builder(PREFIX + "batch.texts")
                        .description("Texts in a micro-batch")
                        .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128)
                        .register(registry);
        batchTokens =
                DistributionSummary.builder(PREFIX + "batch.tokens")
                        .description("Tokens in a micro-batch, padding included")
                        .serviceLevelObjectives(16, 32, 64, 128, 256, 512, 1024, 4096, 16384)
                        .register(registry);
        batchThreads =
                DistributionSummary.builder(PREFIX + "batch.threads")
                        .description("Threads that run a micro-batch")
                        .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64)
                        .register(registry);
        padding =
                DistributionSummary.builder(PREFIX + "batch.padding")
                        .description("Share of a micro-batch that is padding, 0 to 1")
                        .serviceLevelObjectives(0.05, 0.1, 0.2, 0.3, 0.5)
                        .register(registry);
        textTokens = tokens(registry, "text");
        paddingTokens = tokens(registry, "padding");
        inference =
                Timer.builder(PREFIX + "inference")
                        .description("Time of one run of the model")
                        .publishPercentileHistogram()
                        .maximumExpectedValue(Duration.ofSeconds(10))
                        .register(registry);
        for (Priority priority : Priority.values()) {
            String name = priority.name().toLowerCase(Locale.ROOT);
            waits.put(
                    priority,
                    Timer.builder(PREFIX + "queue.wait")
                            .description("Time that a text waits for a lane")
                            .tag("class", name)
                            .publishPercentileHistogram()
                            .maximumExpectedValue(Duration.ofMinutes(10))
                            .register(registry));
            Gauge.builder(PREFIX + "queue.tokens", queue, q -> q.tokens(priority))
                    .description("Tokens that wait for a lane")
                    .tag("class", name)
                    .register(registry);
        }
    }

    private static Counter tokens(MeterRegistry registry, String kind) {
        return Counter.builder(PREFIX + "tokens")
                .description("Tokens that the model has processed")
                .tag("kind", kind)
                .register(registry);
    }

    /** Records a batch that left the queue at {@code startNanos} and took {@code runNanos}. */
    void ran(LaneBatch batch, long startNanos, long runNanos) {
        int real = 0;
        int longest = 0;
        for (QueuedInput input : batch.inputs()) {
            real += input.length();
            longest = Math.max(longest, input.length());
            Objects.requireNonNull(waits.get(input.request().priority()))
                    .record(Duration.ofNanos(input.waitedNanos(startNanos)));
        }
        int texts = batch.inputs().size();
        int padded = longest * texts;
        batchTexts.record(texts);
        batchThreads.record(batch.threads().count());
        batchTokens.record(padded);
        padding.record((double) (padded - real) / padded);
        textTokens.increment(real);
        paddingTokens.increment(padded - real);
        inference.record(Duration.ofNanos(runNanos));
    }
}
