package io.semblance.embedding;

import io.semblance.embedding.EmbedRequest.Priority;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * The waiting texts of all classes, and whose turn it is. Queries go first, then pairs to be
 * reranked, which are many for one query, then bulk work; but not for ever: a class that was
 * overtaken by {@value #MAX_OVERTAKEN} batches goes next. Not thread-safe, but for the numbers of
 * tokens: the queue's lock guards it.
 */
final class WaitingClasses {

    private static final int MAX_OVERTAKEN = 8;

    private final NavigableMap<Priority, WaitingTexts> waiting = new TreeMap<>();

    /** Batches of classes that rank before each one, since the last batch of its own. */
    private final Map<Priority, Integer> overtaken = new EnumMap<>(Priority.class);

    private final int lanes;

    /**
     * @param batchTokens padded tokens of a batch of that model
     * @param lanes how many share what waits
     */
    WaitingClasses(ToIntFunction<LoadedModel> batchTokens, int lanes) {
        this.lanes = lanes;
        for (Priority priority : Priority.values()) {
            waiting.put(priority, new WaitingTexts(batchTokens));
        }
    }

    WaitingTexts of(Priority priority) {
        return Objects.requireNonNull(waiting.get(priority));
    }

    /** The tokens of all classes. */
    long tokens() {
        return tokens(waiting);
    }

    /** The tokens that a class waits for: those of the classes before it, and its own. */
    long ahead(Priority priority) {
        return tokens(waiting.headMap(priority, true));
    }

    private static long tokens(Map<Priority, WaitingTexts> classes) {
        return classes.values().stream().mapToLong(WaitingTexts::tokens).sum();
    }

    /** Takes the next batch of queries; empty if none waits. */
    List<Work> takeQueries() {
        return of(Priority.QUERY).takeBatch();
    }

    /** Takes the next batch of the class whose turn it is; empty if nothing waits. */
    List<Work> takeBatch() {
        // Work may end between one look and the next, without a signal: so all are asked.
        for (Priority priority : turns()) {
            List<Work> batch = of(priority).takeBatch(share(priority));
            if (!batch.isEmpty()) {
                overtaken.remove(priority);
                waiting.tailMap(priority, false)
                        .keySet()
                        .forEach(later -> overtaken.merge(later, 1, Integer::sum));
                return batch;
            }
        }
        return List.of();
    }

    /** Classes that were overtaken too often, the last one first; then all of them. */
    private List<Priority> turns() {
        List<Priority> turns = new ArrayList<>(waiting.keySet());
        for (Priority priority : waiting.keySet()) {
            if (overtaken.getOrDefault(priority, 0) >= MAX_OVERTAKEN) {
                turns.addFirst(priority);
            }
        }
        return turns;
    }

    /** What one lane takes when little waits: its share, so that the other lanes have work too. */
    private long share(Priority priority) {
        return Math.ceilDiv(of(priority).tokens(), lanes);
    }

    /** Takes all that waits. */
    List<Work> drain() {
        List<Work> all = new ArrayList<>();
        waiting.values().forEach(texts -> all.addAll(texts.drain()));
        return all;
    }
}
