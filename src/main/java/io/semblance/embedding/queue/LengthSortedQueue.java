package io.semblance.embedding.queue;

import io.semblance.embedding.onnx.BatchModel;
import io.semblance.embedding.queue.Backlog.Ahead;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The waiting texts of one class, from which it forms batches of texts of similar length. Requests
 * are served in the order of their virtual finish, see {@link FairClock} and {@link WorkQueue}. Not
 * thread-safe, except {@link #backlog}: the queue's lock guards it.
 */
final class LengthSortedQueue {

    static final Comparator<QueuedInput> BY_LENGTH =
            Comparator.comparingInt(QueuedInput::length).thenComparingLong(QueuedInput::sequence);

    /** Minimum share of a batch that is text and not padding. */
    private static final double MIN_FILL = 0.8;

    /**
     * A text of the same request is taken if it is shorter than the longest text by at most this
     * share.
     */
    private static final double LIKE = 1.0 / 16;

    private static final Comparator<RequestBacklog> BY_FINISH =
            Comparator.comparingDouble(RequestBacklog::finish)
                    .thenComparingLong(RequestBacklog::sequence);

    private final Map<PendingRequest, RequestBacklog> requests = new HashMap<>();
    private final NavigableSet<RequestBacklog> byFinish = new TreeSet<>(BY_FINISH);
    private final Map<BatchModel, NavigableSet<QueuedInput>> byLength = new HashMap<>();
    private final Backlog backlog = new Backlog();
    private final FairClock clock = new FairClock();
    private final boolean fair;
    private final Throughputs throughputs;

    /**
     * Creates an empty queue.
     *
     * @param fair whether requests share the lanes. Otherwise they run in the order of arrival,
     *     which is as good if all are small.
     * @param throughputs the measured throughput of each model
     */
    LengthSortedQueue(boolean fair, Throughputs throughputs) {
        this.fair = fair;
        this.throughputs = throughputs;
    }

    /** Returns the waiting tokens, which any thread may read. */
    Backlog backlog() {
        return backlog;
    }

    /**
     * Adds a text.
     *
     * @param input the text
     * @param requestTokens tokens of this text and of the texts of its request that are still to be
     *     added
     */
    void add(QueuedInput input, long requestTokens) {
        if (requests.isEmpty()) {
            clock.reset();
        }
        RequestBacklog request = requests.get(input.request());
        if (request == null) {
            double finish = fair ? clock.arrive(requestTokens) : 0;
            request = new RequestBacklog(input.request(), finish, input.sequence());
            requests.put(input.request(), request);
            byFinish.add(request);
        }
        request.add(input);
        alike(input).add(input);
        backlog.add(input);
    }

    /** Returns the work that runs before a request with this number of tokens if it arrives now. */
    Ahead ahead(long requestTokens) {
        if (!fair) {
            return backlog.ahead(throughputs);
        }
        Ahead ahead = Ahead.NOTHING;
        double finish = clock.finish(requestTokens);
        for (RequestBacklog request : byFinish) {
            if (request.finish() > finish) {
                break;
            }
            ahead = ahead.plus(throughputs, request.request().model(), request.tokens());
        }
        return ahead;
    }

    /**
     * Takes the next batch: texts of one model with at most {@code share} tokens, and with padding
     * no more than the maximum of that model, unless the first text alone is longer. Empty if
     * nothing waits.
     */
    List<QueuedInput> takeBatch(long share) {
        RequestBacklog due = due();
        if (due == null) {
            return List.of();
        }
        List<QueuedInput> batch = batch(due, share);
        clock.serve(batch.stream().mapToLong(QueuedInput::length).sum());
        return batch;
    }

    /** Returns the request that runs next, and drops requests whose callers no longer wait. */
    private @Nullable RequestBacklog due() {
        while (!byFinish.isEmpty()) {
            RequestBacklog first = byFinish.first();
            if (!first.request().isOver()) {
                return first;
            }
            while (!first.isEmpty()) {
                discard(first.longest());
            }
        }
        return null;
    }

    private List<QueuedInput> batch(RequestBacklog due, long share) {
        List<QueuedInput> batch = new ArrayList<>();
        QueuedInput head = due.longest();
        remove(head);
        put(head, batch);
        if (head.model().batchDependent()) {
            return batch;
        }
        long maxPadded = throughputs.batchTokens(head.model());
        NavigableSet<QueuedInput> alike = alike(head);
        long longest = head.length();
        long real = longest;
        for (QueuedInput next = companion(due, alike, head, longest);
                next != null;
                next = companion(due, alike, head, longest)) {
            long padded = (batch.size() + 1) * Math.max(longest, next.length());
            long more = real + next.length();
            if (padded > maxPadded || more > share || more < MIN_FILL * padded) {
                break;
            }
            remove(next);
            if (!next.request().isOver()) {
                put(next, batch);
                longest = Math.max(longest, next.length());
                real = more;
            }
        }
        return batch;
    }

    /**
     * Adds a text to a batch and marks its request as started. The remaining texts of the request
     * are then no longer dropped because it waited too long.
     */
    private static void put(QueuedInput input, List<QueuedInput> batch) {
        input.request().start();
        batch.add(input);
    }

    /**
     * Returns the next text for a batch: one of the same request if it needs little padding, else
     * the text that needs the least. Null if no text of the model waits.
     */
    private static @Nullable QueuedInput companion(
            RequestBacklog due, NavigableSet<QueuedInput> alike, QueuedInput head, long longest) {
        if (!due.isEmpty()) {
            QueuedInput own = due.longest();
            if (own.length() >= (1 - LIKE) * longest) {
                return own;
            }
        }
        return nearest(alike, head, longest);
    }

    /** Returns the waiting text whose length is nearest to that of the first text. */
    private static @Nullable QueuedInput nearest(
            NavigableSet<QueuedInput> alike, QueuedInput head, long longest) {
        QueuedInput shorter = alike.lower(head);
        QueuedInput longer = alike.higher(head);
        if (shorter == null || longer == null) {
            return shorter == null ? longer : shorter;
        }
        long growth = Math.max(0, longer.length() - longest);
        return growth <= head.length() - shorter.length() ? longer : shorter;
    }

    private NavigableSet<QueuedInput> alike(QueuedInput input) {
        return byLength.computeIfAbsent(input.model(), _ -> new TreeSet<>(BY_LENGTH));
    }

    /** Removes a text whose caller no longer waits. */
    void discard(QueuedInput input) {
        RequestBacklog request = remove(input);
        if (fair && request.isEmpty()) {
            clock.leave(request.finish());
        }
    }

    private RequestBacklog remove(QueuedInput input) {
        input.take();
        backlog.remove(input);
        alike(input).remove(input);
        RequestBacklog request = Objects.requireNonNull(requests.get(input.request()));
        request.remove(input);
        if (request.isEmpty()) {
            requests.remove(input.request());
            byFinish.remove(request);
        }
        return request;
    }

    /** Removes and returns all waiting texts. */
    List<QueuedInput> drain() {
        List<QueuedInput> all = byLength.values().stream().flatMap(Collection::stream).toList();
        all.forEach(this::discard);
        return all;
    }
}
