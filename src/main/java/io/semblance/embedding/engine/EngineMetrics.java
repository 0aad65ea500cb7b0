package io.semblance.embedding.engine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.semblance.embedding.DeadlineTooShortException;
import io.semblance.embedding.DimensionsRefusedException;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbeddingException;
import io.semblance.embedding.EngineClosedException;
import io.semblance.embedding.InferenceException;
import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.NoRerankerException;
import io.semblance.embedding.NoTokenEmbeddingsException;
import io.semblance.embedding.QueueFullException;
import io.semblance.embedding.TextRefusedException;
import io.semblance.embedding.TooManyTokensException;
import io.semblance.embedding.UnknownModelException;
import io.semblance.embedding.UnknownPromptException;
import io.semblance.value.AbandonedException;
import io.semblance.value.CallerGoneException;
import io.semblance.value.DeadlineExceededException;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The metrics of the engine. Thread-safe. */
final class EngineMetrics {

    private static final String PREFIX = "semblance.embedding.";

    private final Counter rejected;
    private final Counter unreachable;
    private final Counter late;
    private final Counter gone;
    private final Counter pairs;
    private final Timer tokenization;
    private final Map<Priority, Counter> hits = new EnumMap<>(Priority.class);
    private final Map<Priority, Counter> misses = new EnumMap<>(Priority.class);

    EngineMetrics(MeterRegistry registry, EmbeddingCache cache) {
        rejected =
                Counter.builder(PREFIX + "rejected")
                        .description("Requests rejected because the queue was full")
                        .register(registry);
        unreachable = dropped(registry, "unreachable");
        late = dropped(registry, "deadline");
        gone = dropped(registry, "gone");
        pairs =
                Counter.builder(PREFIX + "pairs")
                        .description("Pairs of a query and a text that the reranker scored")
                        .register(registry);
        tokenization = timer(registry, "tokenization", "Time to tokenise a request");
        for (Priority priority : Priority.values()) {
            String name = priority.name().toLowerCase(Locale.ROOT);
            hits.put(priority, lookups(registry, name, "hit"));
            misses.put(priority, lookups(registry, name, "miss"));
        }
        FunctionCounter.builder(PREFIX + "cache.evictions", cache, EmbeddingCache::evictions)
                .description("Embeddings evicted from the cache")
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
                .description("Requests dropped because the caller no longer waits")
                .tag("reason", reason)
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

    void failed(RuntimeException cause) {
        switch (cause) {
            case EmbeddingException embedding -> failed(embedding);
            case AbandonedException abandoned -> failed(abandoned);
            default -> {}
        }
    }

    private void failed(AbandonedException cause) {
        switch (cause) {
            case DeadlineExceededException _ -> late.increment();
            case CallerGoneException _ -> gone.increment();
        }
    }

    private void failed(EmbeddingException cause) {
        switch (cause) {
            case QueueFullException _ -> rejected.increment();
            case DeadlineTooShortException _ -> unreachable.increment();
            case UnknownModelException _,
                    UnknownPromptException _,
                    NoTokenEmbeddingsException _,
                    NoRerankerException _,
                    ModelLoadException _,
                    TextRefusedException _,
                    DimensionsRefusedException _,
                    TooManyTokensException _,
                    InferenceException _,
                    EngineClosedException _ -> {}
        }
    }
}
