package io.semblance.embedding;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.semblance.embedding.EmbedRequest.Priority;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What operators see of the engine. */
final class EngineMetrics {

    private static final String PREFIX = "semblance.embedding.";

    private final DistributionSummary batchTexts;
    private final DistributionSummary batchTokens;
    private final DistributionSummary padding;
    private final Counter textTokens;
    private final Counter paddingTokens;
    private final Counter rejected;
    private final Counter unreachable;
    private final Counter late;
    private final Counter gone;
    private final Counter pairs;
    private final Timer tokenization;
    private final Timer inference;
    private final Map<Priority, Timer> queued = new EnumMap<>(Priority.class);
    private final Map<Priority, Counter> hits = new EnumMap<>(Priority.class);
    private final Map<Priority, Counter> misses = new EnumMap<>(Priority.class);

    EngineMetrics(MeterRegistry registry, WorkQueue queue, EmbeddingCache cache) {
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
        padding =
                DistributionSummary.builder(PREFIX + "batch.padding")
                        .description("Share of a micro-batch that is padding, 0 to 1")
                        .serviceLevelObjectives(0.05, 0.1, 0.2, 0.3, 0.5)
                        .register(registry);
        textTokens = tokens(registry, "text");
        paddingTokens = tokens(registry, "padding");
        rejected =
                Counter.builder(PREFIX + "rejected")
                        .description("Requests refused because the queue was full")
                        .register(registry);
        unreachable = dropped(registry, "unreachable");
        late = dropped(registry, "deadline");
        gone = dropped(registry, "gone");
        pairs =
                Counter.builder(PREFIX + "pairs")
                        .description("Pairs of a query and a text that the reranker scored")
                        .register(registry);
        tokenization = timer(registry, "tokenization", "Time to turn a request into tokens");
        inference = timer(registry, "inference", "Time of one run of the model");
        for (Priority priority : Priority.values()) {
            String name = priority.name().toLowerCase(Locale.ROOT);
            queued.put(
                    priority,
                    Timer.builder(PREFIX + "queue.wait")
                            .description("Time a text waits for a lane")
                            .tag("class", name)
                            .publishPercentileHistogram()
                            .maximumExpectedValue(Duration.ofMinutes(10))
                            .register(registry));
            Gauge.builder(PREFIX + "queue.tokens", queue, q -> q.tokens(priority))
                    .description("Tokens that wait for a lane")
                    .tag("class", name)
                    .register(registry);
            hits.put(priority, lookups(registry, name, "hit"));
            misses.put(priority, lookups(registry, name, "miss"));
        }
        FunctionCounter.builder(PREFIX + "cache.evictions", cache, EmbeddingCache::evictions)
                .description("Embeddings that had to make room in the cache")
                .register(registry);
        Gauge.builder(PREFIX + "cache.size", cache, EmbeddingCache::bytes)
                .description("Bytes of the cached embeddings")
                .baseUnit("bytes")
                .register(registry);
    }

    private static Counter lookups(MeterRegistry registry, String name, String result) {
        return Counter.builder(PREFIX + "cache.lookups")
                .description("Texts looked up in the cache")
                .tag("class", name)
                .tag("result", result)
                .register(registry);
    }

    private static Counter dropped(MeterRegistry registry, String reason) {
        return Counter.builder(PREFIX + "dropped")
                .description("Requests given up because nobody would wait for the answer")
                .tag("reason", reason)
                .register(registry);
    }

    private static Counter tokens(MeterRegistry registry, String kind) {
        return Counter.builder(PREFIX + "tokens")
                .description("Tokens that went through the model")
                .tag("kind", kind)
                .register(registry);
    }

    private static Timer timer(MeterRegistry registry, String name, String description) {
        return Timer.builder(PREFIX + name)
                .description(description)
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
    }

    void tokenized(Duration time) {
        tokenization.record(time);
    }

    void ranked(int count) {
        pairs.increment(count);
    }

    void lookedUp(Priority priority, int found, int missed) {
        Objects.requireNonNull(hits.get(priority)).increment(found);
        Objects.requireNonNull(misses.get(priority)).increment(missed);
    }

    void failed(EmbeddingException cause) {
        switch (cause) {
            case QueueFullException _ -> rejected.increment();
            case DeadlineTooShortException _ -> unreachable.increment();
            case DeadlineExceededException _ -> late.increment();
            case CallerGoneException _ -> gone.increment();
            case UnknownModelException _,
                    NoRerankerException _,
                    ModelLoadException _,
                    TextRefusedException _,
                    DimensionsRefusedException _,
                    TooManyTokensException _,
                    InferenceException _,
                    EngineClosedException _ -> {}
        }
    }

    /** A batch was taken from the queue at {@code startNanos} and ran so long. */
    void ran(List<Work> batch, long startNanos, long runNanos) {
        int real = 0;
        int longest = 0;
        for (Work work : batch) {
            real += work.length();
            longest = Math.max(longest, work.length());
            queued(work).record(Duration.ofNanos(work.waitedNanos(startNanos)));
        }
        int padded = longest * batch.size();
        batchTexts.record(batch.size());
        batchTokens.record(padded);
        padding.record((double) (padded - real) / padded);
        textTokens.increment(real);
        paddingTokens.increment(padded - real);
        inference.record(Duration.ofNanos(runNanos));
    }

    private Timer queued(Work work) {
        return Objects.requireNonNull(queued.get(work.job().priority()));
    }
}
