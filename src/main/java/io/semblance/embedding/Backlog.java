package io.semblance.embedding;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The tokens that wait, by model. Written by one thread at a time, read by any without a lock. */
final class Backlog {

    private final Map<LoadedModel, AtomicLong> tokens = new ConcurrentHashMap<>();
    private final AtomicLong all = new AtomicLong();
    private final AtomicLong size = new AtomicLong();

    void add(Work work) {
        all.addAndGet(work.length());
        size.addAndGet(work.size());
        tokens.computeIfAbsent(work.model(), _ -> new AtomicLong()).addAndGet(work.length());
    }

    void remove(Work work) {
        all.addAndGet(-work.length());
        size.addAndGet(-work.size());
        tokens.computeIfAbsent(work.model(), _ -> new AtomicLong()).addAndGet(-work.length());
    }

    /** The tokens of all models. */
    long tokens() {
        return all.get();
    }

    /** What it takes of the queue's room, see {@link Work#size}. */
    long size() {
        return size.get();
    }

    /** What it takes of the lanes' time. */
    Ahead ahead(Throughputs throughputs) {
        Ahead ahead = Ahead.NOTHING;
        for (var each : tokens.entrySet()) {
            ahead = ahead.plus(throughputs, each.getKey(), each.getValue().get());
        }
        return ahead;
    }

    /**
     * Work that goes before a request.
     *
     * @param time that it takes; nothing for a model that was not measured yet
     */
    record Ahead(long tokens, Duration time) {

        static final Ahead NOTHING = new Ahead(0, Duration.ZERO);

        Ahead plus(Ahead other) {
            return new Ahead(tokens + other.tokens, time.plus(other.time));
        }

        Ahead plus(Throughputs throughputs, LoadedModel model, long more) {
            return new Ahead(tokens + more, time.plus(throughputs.estimate(model, more)));
        }
    }
}
