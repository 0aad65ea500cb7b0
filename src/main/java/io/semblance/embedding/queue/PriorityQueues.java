package io.semblance.embedding.queue;

import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.queue.Backlog.Ahead;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The waiting texts of all classes, and the order of the classes, see {@link WorkQueue}. Not
 * thread-safe, except where a method says so: the queue's lock guards it.
 */
final class PriorityQueues {

    private static final int MAX_OVERTAKEN = 8;

    private final NavigableMap<Priority, LengthSortedQueue> waiting = new TreeMap<>();

    /** For each class, the batches of higher classes since its own last batch. */
    private final Map<Priority, Integer> overtaken = new EnumMap<>(Priority.class);

    private final Throughputs throughputs;
    private final int lanes;

    /**
     * Creates empty queues.
     *
     * @param throughputs the measured throughput of each model
     * @param lanes the number of lanes that share the waiting texts
     */
    PriorityQueues(Throughputs throughputs, int lanes) {
        this.throughputs = throughputs;
        this.lanes = lanes;
        for (Priority priority : Priority.values()) {
            waiting.put(priority, new LengthSortedQueue(priority != Priority.QUERY, throughputs));
        }
    }

    LengthSortedQueue of(Priority priority) {
        return Objects.requireNonNull(waiting.get(priority));
    }

    /** Returns the room that all classes take in the queue. */
    long size() {
        return waiting.values().stream().mapToLong(texts -> texts.backlog().size()).sum();
    }

    /** Returns the waiting tokens of all classes. */
    long tokens() {
        return waiting.values().stream().mapToLong(texts -> texts.backlog().tokens()).sum();
    }

    /** Returns all waiting work of a class and of the higher classes. Needs no lock. */
    Ahead ahead(Priority priority) {
        Ahead ahead = before(priority);
        return ahead.plus(of(priority).backlog().ahead(throughputs));
    }

    /** Returns the work that runs before a request with this number of tokens if it arrives now. */
    Ahead ahead(Priority priority, long requestTokens) {
        return before(priority).plus(of(priority).ahead(requestTokens));
    }

    private Ahead before(Priority priority) {
        Ahead ahead = Ahead.NOTHING;
        for (LengthSortedQueue texts : waiting.headMap(priority, false).values()) {
            ahead = ahead.plus(texts.backlog().ahead(throughputs));
        }
        return ahead;
    }

    /** Takes the next batch of queries; empty if none waits. */
    List<QueuedInput> takeQueries() {
        return of(Priority.QUERY).takeBatch(Long.MAX_VALUE);
    }

    /** Takes the next batch of the class that is next; empty if nothing waits. */
    List<QueuedInput> takeBatch() {
        // A request can end without a signal, so a class that looks full may be empty: try them
        // all.
        for (Priority priority : tryOrder()) {
            List<QueuedInput> batch = of(priority).takeBatch(share(priority));
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

    /**
     * Returns the classes in the order in which they are tried: first those that were overtaken too
     * often, the lowest first, then all classes.
     */
    private List<Priority> tryOrder() {
        List<Priority> order = new ArrayList<>(waiting.keySet());
        for (Priority priority : waiting.keySet()) {
            if (overtaken.getOrDefault(priority, 0) >= MAX_OVERTAKEN) {
                order.addFirst(priority);
            }
        }
        return order;
    }

    /** Returns the tokens of one lane's share of a class, so that the other lanes get work too. */
    private long share(Priority priority) {
        return Math.ceilDiv(of(priority).backlog().tokens(), lanes);
    }

    /** Removes and returns all waiting texts. */
    List<QueuedInput> drain() {
        List<QueuedInput> all = new ArrayList<>();
        waiting.values().forEach(texts -> all.addAll(texts.drain()));
        return all;
    }
}
