package io.semblance.embedding.queue;

import java.util.PriorityQueue;

/**
 * The virtual time of fair queueing (Demers, Keshav and Shenker, 1989): the tokens that each
 * request would have received if all requests shared the lanes equally. The virtual finish of a
 * request is the virtual time of its arrival plus its tokens. {@link LengthSortedQueue} serves
 * requests by virtual finish (fair sojourn protocol; Friedman and Henderson, 2003). Not
 * thread-safe.
 */
final class FairClock {

    private final PriorityQueue<Double> finishes = new PriorityQueue<>();
    private double now;

    /** Returns the virtual finish that a request with this number of tokens would have. */
    double finish(long tokens) {
        return now + tokens;
    }

    /** Adds a request with this number of tokens and returns its virtual finish. */
    double arrive(long tokens) {
        double finish = finish(tokens);
        finishes.add(finish);
        return finish;
    }

    /** Removes a request that leaves without having been served. */
    void leave(double finish) {
        finishes.remove(finish);
    }

    /** Advances the virtual time by served tokens of any requests. */
    void serve(long tokens) {
        double left = tokens;
        while (!finishes.isEmpty()) {
            double needed = (finishes.peek() - now) * finishes.size();
            if (needed > left) {
                now += left / finishes.size();
                return;
            }
            left -= Math.max(0, needed);
            now = Math.max(now, finishes.poll());
        }
    }

    /** Starts again, when no request waits: earlier requests no longer count. */
    void reset() {
        finishes.clear();
        now = 0;
    }
}
