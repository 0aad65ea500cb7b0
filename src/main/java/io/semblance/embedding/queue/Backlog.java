package io.semblance.embedding.queue;

import io.semblance.embedding.onnx.BatchModel;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The waiting tokens of one class, by model. One thread writes at a time, any thread reads without
 * a lock.
 */
final class Backlog {

    private final Map<BatchModel, AtomicLong> tokens = new ConcurrentHashMap<>();
    private final AtomicLong all = new AtomicLong();
    private final AtomicLong size = new AtomicLong();

    void add(QueuedInput input) {
        all.addAndGet(input.length());
        size.addAndGet(input.size());
        tokens.computeIfAbsent(input.model(), _ -> new AtomicLong()).addAndGet(input.length());
    }

    void remove(QueuedInput input) {
        all.addAndGet(-input.length());
        size.addAndGet(-input.size());
        tokens.computeIfAbsent(input.model(), _ -> new AtomicLong()).addAndGet(-input.length());
    }

    /** Returns the tokens of all models. */
    long tokens() {
        return all.get();
    }

    /** Returns the room that the waiting inputs take in the queue, see {@link QueuedInput#size}. */
    long size() {
        return size.get();
    }

    /** Returns the tokens of all models and the time that the lanes need for them. */
    Ahead ahead(Throughputs throughputs) {
        Ahead ahead = Ahead.NOTHING;
        for (var each : tokens.entrySet()) {
            ahead = ahead.plus(throughputs, each.getKey(), each.getValue().get());
        }
        return ahead;
    }

    /**
     * Work that runs before a request.
     *
     * @param tokens the tokens of that work
     * @param time the estimated time of that work; zero for a model that was not measured yet
     */
    record Ahead(long tokens, Duration time) {

        static final Ahead NOTHING = new Ahead(0, Duration.ZERO);

        Ahead plus(Ahead other) {
            return new Ahead(tokens + other.tokens, time.plus(other.time));
        }

        Ahead plus(Throughputs throughputs, BatchModel model, long more) {
            return new Ahead(tokens + more, time.plus(throughputs.estimate(model, more)));
        }
    }
}
