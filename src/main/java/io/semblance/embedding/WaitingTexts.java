package io.semblance.embedding;

import io.semblance.embedding.Backlog.Ahead;

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
 * The waiting texts of one class. Whose request is due goes next, see {@link FairClock}; what goes
 * along in its batch is of like length, so that little is padded: texts of the same request first,
 * then those of any other. Not thread-safe, but for {@link #backlog}: the queue's lock guards it.
 */
final class WaitingTexts {

    static final Comparator<Work> BY_LENGTH =
            Comparator.comparingInt(Work::length).thenComparingLong(Work::sequence);

    /** The least share of a batch that is text and not padding. */
    private static final double MIN_FILL = 0.8;

    /** How much shorter a text of the same request may be than what pads least, as a share. */
    private static final double LIKE = 1.0 / 16;

    private static final Comparator<WaitingRequest> BY_FINISH =
            Comparator.comparingDouble(WaitingRequest::finish)
                    .thenComparingLong(WaitingRequest::sequence);

    private final Map<Job, WaitingRequest> requests = new HashMap<>();
    private final NavigableSet<WaitingRequest> byFinish = new TreeSet<>(BY_FINISH);
    private final Map<LoadedModel, NavigableSet<Work>> byLength = new HashMap<>();
    private final Backlog backlog = new Backlog();
    private final FairClock clock = new FairClock();
    private final boolean fair;
    private final Throughputs throughputs;

    /**
     * @param fair whether requests share the lanes; otherwise they go in the order of arrival,
     *     which is as good where all are small
     */
    WaitingTexts(boolean fair, Throughputs throughputs) {
        this.fair = fair;
        this.throughputs = throughputs;
    }

    /** What waits; may be read by any thread. */
    Backlog backlog() {
        return backlog;
    }

    /**
     * Adds a text.
     *
     * @param requestTokens of all texts of its request that are still to be added, with this one
     */
    void add(Work work, long requestTokens) {
        if (requests.isEmpty()) {
            clock.reset();
        }
        WaitingRequest request = requests.get(work.job());
        if (request == null) {
            double finish = fair ? clock.arrive(requestTokens) : 0;
            request = new WaitingRequest(work.job(), finish, work.sequence());
            requests.put(work.job(), request);
            byFinish.add(request);
        }
        request.add(work);
        alike(work).add(work);
        backlog.add(work);
    }

    /** The work that goes before a request of so many tokens if it arrives now. */
    Ahead ahead(long requestTokens) {
        if (!fair) {
            return backlog.ahead(throughputs);
        }
        Ahead ahead = Ahead.NOTHING;
        double finish = clock.finish(requestTokens);
        for (WaitingRequest request : byFinish) {
            if (request.finish() > finish) {
                break;
            }
            ahead = ahead.plus(throughputs, request.job().model(), request.tokens());
        }
        return ahead;
    }

    /**
     * Takes the next batch: texts of one model, at most {@code share} tokens, and after padding no
     * more than the model's batches have, unless the first alone is longer. Empty if nothing waits.
     */
    List<Work> takeBatch(long share) {
        WaitingRequest due = due();
        if (due == null) {
            return List.of();
        }
        List<Work> batch = batch(due, share);
        clock.serve(batch.stream().mapToLong(Work::length).sum());
        return batch;
    }

    /** The request that goes next; requests that nobody waits for are dropped on the way. */
    private @Nullable WaitingRequest due() {
        while (!byFinish.isEmpty()) {
            WaitingRequest first = byFinish.first();
            if (!first.job().isOver()) {
                return first;
            }
            while (!first.isEmpty()) {
                discard(first.longest());
            }
        }
        return null;
    }

    private List<Work> batch(WaitingRequest due, long share) {
        List<Work> batch = new ArrayList<>();
        Work head = due.longest();
        remove(head);
        put(head, batch);
        if (head.model().mixesTexts()) {
            return batch;
        }
        long maxPadded = throughputs.batchTokens(head.model());
        NavigableSet<Work> alike = alike(head);
        long longest = head.length();
        long real = longest;
        for (Work next = companion(due, alike, head, longest);
                next != null;
                next = companion(due, alike, head, longest)) {
            long padded = (batch.size() + 1) * Math.max(longest, next.length());
            long more = real + next.length();
            if (padded > maxPadded || more > share || more < MIN_FILL * padded) {
                break;
            }
            remove(next);
            if (!next.job().isOver()) {
                put(next, batch);
                longest = Math.max(longest, next.length());
                real = more;
            }
        }
        return batch;
    }

    /**
     * From now on its request is not over because it has waited for too long: the next text of it
     * must not be dropped.
     */
    private static void put(Work work, List<Work> batch) {
        work.job().begin();
        batch.add(work);
    }

    /** The text to go along: of the same request if that pads little, else what pads least. */
    private static @Nullable Work companion(
            WaitingRequest due, NavigableSet<Work> alike, Work head, long longest) {
        if (!due.isEmpty()) {
            Work own = due.longest();
            if (own.length() >= (1 - LIKE) * longest) {
                return own;
            }
        }
        return nearest(alike, head, longest);
    }

    /** The waiting text whose length is nearest to the head's. */
    private static @Nullable Work nearest(NavigableSet<Work> alike, Work head, long longest) {
        Work shorter = alike.lower(head);
        Work longer = alike.higher(head);
        if (shorter == null || longer == null) {
            return shorter == null ? longer : shorter;
        }
        long growth = Math.max(0, longer.length() - longest);
        return growth <= head.length() - shorter.length() ? longer : shorter;
    }

    private NavigableSet<Work> alike(Work work) {
        return byLength.computeIfAbsent(work.model(), _ -> new TreeSet<>(BY_LENGTH));
    }

    /** Takes a text that nobody waits for any more. */
    void discard(Work work) {
        WaitingRequest request = remove(work);
        if (fair && request.isEmpty()) {
            clock.leave(request.finish());
        }
    }

    private WaitingRequest remove(Work work) {
        work.take();
        backlog.remove(work);
        alike(work).remove(work);
        WaitingRequest request = Objects.requireNonNull(requests.get(work.job()));
        request.remove(work);
        if (request.isEmpty()) {
            requests.remove(work.job());
            byFinish.remove(request);
        }
        return request;
    }

    /** Takes all that waits. */
    List<Work> drain() {
        List<Work> all = byLength.values().stream().flatMap(Collection::stream).toList();
        all.forEach(this::discard);
        return all;
    }
}
