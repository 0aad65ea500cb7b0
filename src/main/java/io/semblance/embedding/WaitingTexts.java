package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * The waiting texts of one class. Who has waited longest always goes next, so nobody starves; who
 * goes along is chosen by likeness of length, so that little is padded. Not thread-safe, but for
 * {@link #tokens}: the queue's lock guards it.
 */
final class WaitingTexts {

    /** The least share of a batch that is text and not padding. */
    private static final double MIN_FILL = 0.8;

    private static final Comparator<Work> BY_LENGTH =
            Comparator.comparingInt(Work::length).thenComparingLong(Work::sequence);

    private final Deque<Work> byArrival = new ArrayDeque<>();
    private final Map<LoadedModel, NavigableSet<Work>> byLength = new HashMap<>();
    private final ToIntFunction<LoadedModel> batchTokens;
    private volatile long tokens;

    /**
     * @param batchTokens padded tokens of a batch of that model
     */
    WaitingTexts(ToIntFunction<LoadedModel> batchTokens) {
        this.batchTokens = batchTokens;
    }

    /** The tokens of all waiting texts, without padding. */
    long tokens() {
        return tokens;
    }

    // Only ever written by who has the lock.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void add(Work work) {
        byArrival.add(work);
        byLength.computeIfAbsent(work.model(), model -> new TreeSet<>(BY_LENGTH)).add(work);
        tokens += work.length();
    }

    /** True when no text waits that anybody still needs. */
    boolean isEmpty() {
        return head() == null;
    }

    /** The text that has waited longest; texts nobody needs any more are dropped on the way. */
    private @Nullable Work head() {
        Work head = byArrival.peek();
        while (head != null && (head.isTaken() || head.job().isOver())) {
            byArrival.remove();
            if (!head.isTaken()) {
                remove(head);
            }
            head = byArrival.peek();
        }
        return head;
    }

    /** Takes the next batch, as large as its model's may be. */
    List<Work> takeBatch() {
        return takeBatch(Long.MAX_VALUE);
    }

    /**
     * Takes the next batch: texts of one model, after padding at most {@code share} tokens and no
     * more than the model's batches have, unless the first alone is longer. Empty if nothing waits.
     */
    List<Work> takeBatch(long share) {
        Work head = head();
        return head == null
                ? List.of()
                : batch(head, Math.min(share, batchTokens.applyAsInt(head.model())));
    }

    private List<Work> batch(Work head, long maxTokens) {
        List<Work> batch = new ArrayList<>();
        NavigableSet<Work> alike = alike(head);
        remove(head);
        put(head, batch);
        if (head.model().mixesTexts()) {
            return batch;
        }
        long longest = head.length();
        long real = longest;
        for (Work next = nearest(alike, head, longest);
                next != null;
                next = nearest(alike, head, longest)) {
            long padded = (batch.size() + 1) * Math.max(longest, next.length());
            if (padded > maxTokens || real + next.length() < MIN_FILL * padded) {
                break;
            }
            remove(next);
            if (!next.job().isOver()) {
                put(next, batch);
                longest = Math.max(longest, next.length());
                real += next.length();
            }
        }
        return batch;
    }

    /**
     * From now on its job is not over for want of a turn: the next text of it must not be dropped.
     */
    private static void put(Work work, List<Work> batch) {
        work.job().begin();
        batch.add(work);
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
        return byLength.computeIfAbsent(work.model(), model -> new TreeSet<>(BY_LENGTH));
    }

    /** Takes a text that waits, for a batch or because nobody needs it any more. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void remove(Work work) {
        work.take();
        tokens -= work.length();
        NavigableSet<Work> alike = alike(work);
        alike.remove(work);
        if (alike.isEmpty()) {
            byLength.remove(work.model());
        }
    }

    /** Takes all that waits. */
    List<Work> drain() {
        List<Work> all = byArrival.stream().filter(work -> !work.isTaken()).toList();
        all.forEach(this::remove);
        byArrival.clear();
        return all;
    }
}
