package io.semblance.embedding;

import io.semblance.embedding.Backlog.Ahead;
import io.semblance.embedding.EmbedRequest.Priority;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The waiting texts of all classes, and whose turn it is. Queries go first, then pairs to be
 * reranked, which are many for one query, then bulk work; but not for ever: a class that was
 * overtaken by {@value #MAX_OVERTAKEN} batches goes next. Not thread-safe, but for what its methods
 * say: the queue's lock guards it.
 */
final class WaitingClasses {

    private static final int MAX_OVERTAKEN = 8;

    private final NavigableMap<Priority, WaitingTexts> waiting = new TreeMap<>();

    /** Batches of classes that rank before each one, since the last batch of its own. */
    private final Map<Priority, Integer> overtaken = new EnumMap<>(Priority.class);

    private final Throughputs throughputs;
    private final int lanes;

    /**
     * @param lanes how many share what waits
     */
    WaitingClasses(Throughputs throughputs, int lanes) {
        this.throughputs = throughputs;
        this.lanes = lanes;
        for (Priority priority : Priority.values()) {
            waiting.put(priority, new WaitingTexts(priority != Priority.QUERY, throughputs));
        }
    }

    WaitingTexts of(Priority priority) {
        return Objects.requireNonNull(waiting.get(priority));
    }

    /** What all classes take of the queue's room. */
    long size() {
        return waiting.values().stream().mapToLong(texts -> texts.backlog().size()).sum();
    }

    /** All that waits in a class and those before it; needs no lock. */
    Ahead ahead(Priority priority) {
        Ahead ahead = before(priority);
        return ahead.plus(of(priority).backlog().ahead(throughputs));
    }

    /** The work that goes before a request of so many tokens if it arrives now. */
    Ahead ahead(Priority priority, long requestTokens) {
        return before(priority).plus(of(priority).ahead(requestTokens));
    }

    private Ahead before(Priority priority) {
        Ahead ahead = Ahead.NOTHING;
        for (WaitingTexts texts : waiting.headMap(priority, false).values()) {
            ahead = ahead.plus(texts.backlog().ahead(throughputs));
        }
        return ahead;
    }

    /** Takes the next batch of queries; empty if none waits. */
    List<Work> takeQueries() {
        return of(Priority.QUERY).takeBatch(Long.MAX_VALUE);
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
        return Math.ceilDiv(of(priority).backlog().tokens(), lanes);
    }

    /** Takes all that waits. */
    List<Work> drain() {
        List<Work> all = new ArrayList<>();
        waiting.values().forEach(texts -> all.addAll(texts.drain()));
        return all;
    }
}
