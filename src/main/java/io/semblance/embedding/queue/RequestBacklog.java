package io.semblance.embedding.queue;

import java.util.NavigableSet;
import java.util.TreeSet;

/** The waiting texts of one request, by length. Not thread-safe. */
final class RequestBacklog {

    private final PendingRequest request;
    private final double finish;
    private final long sequence;
    private final NavigableSet<QueuedInput> byLength = new TreeSet<>(LengthSortedQueue.BY_LENGTH);
    private long tokens;

    /**
     * Creates an empty backlog.
     *
     * @param request the request
     * @param finish its virtual finish, see {@link FairClock}
     * @param sequence its place in the order of arrival
     */
    RequestBacklog(PendingRequest request, double finish, long sequence) {
        this.request = request;
        this.finish = finish;
        this.sequence = sequence;
    }

    PendingRequest request() {
        return request;
    }

    double finish() {
        return finish;
    }

    long sequence() {
        return sequence;
    }

    /** Returns the number of waiting tokens. */
    long tokens() {
        return tokens;
    }

    void add(QueuedInput input) {
        byLength.add(input);
        tokens += input.length();
    }

    void remove(QueuedInput input) {
        byLength.remove(input);
        tokens -= input.length();
    }

    boolean isEmpty() {
        return byLength.isEmpty();
    }

    /**
     * Returns the longest waiting text. The longest texts run first, because the short ones that
     * remain fill gaps in the last batches.
     */
    QueuedInput longest() {
        return byLength.last();
    }
}
