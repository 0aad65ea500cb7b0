package io.semblance.embedding;

import java.util.PriorityQueue;

/**
 * The virtual time of fair queueing (Demers, Keshav and Shenker, 1989): the tokens that each
 * request would have had until now if all shared the lanes equally. The virtual finish of a request
 * is its arrival plus its tokens. Requests served one after the other by virtual finish end no
 * later than if they shared, and most end earlier (fair sojourn protocol; Friedman and Henderson,
 * 2003): a short list goes past a long one that has just begun, but not for ever. Not thread-safe.
 */
final class FairClock {

    private final PriorityQueue<Double> finishes = new PriorityQueue<>();
    private double now;

    /** The virtual finish that a request of so many tokens would have. */
    double finish(long tokens) {
        return now + tokens;
    }

    /** A request of so many tokens arrives; returns its virtual finish. */
    double arrive(long tokens) {
        double finish = finish(tokens);
        finishes.add(finish);
        return finish;
    }

    /** A request leaves without having been served. */
    void leave(double finish) {
        finishes.remove(finish);
    }

    /** So many tokens, of whichever requests, were served. */
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

    /** Nothing waits: what is left of earlier requests does not count any more. */
    void reset() {
        finishes.clear();
        now = 0;
    }
}
