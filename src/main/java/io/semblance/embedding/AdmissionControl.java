package io.semblance.embedding;

import io.semblance.embedding.Backlog.Ahead;
import io.semblance.embedding.EmbedRequest.Priority;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Which requests the queue admits. What it asks of the waiting classes needs no lock. Thread-safe.
 */
final class AdmissionControl {

    private final QueueLimits limits;
    private final long queryTokens;
    private final WaitingClasses waiting;
    private final Throughputs throughputs;

    AdmissionControl(QueueLimits limits, WaitingClasses waiting, Throughputs throughputs) {
        this.limits = limits;
        this.queryTokens = limits.tokens() / 4;
        this.waiting = waiting;
        this.throughputs = throughputs;
    }

    /**
     * Throws if there is no room.
     *
     * @throws QueueFullException if there is none for so much more of a class
     */
    void requireRoom(Priority priority, long size) {
        if (!fits(priority, size)) {
            throw full(priority, size);
        }
    }

    /** Whether there is room for so much more of a class, see {@link Work#size}. */
    boolean fits(Priority priority, long size) {
        long own = waiting.of(priority).backlog().size();
        long all = waiting.size();
        return own == 0
                || switch (priority) {
                    case QUERY, RERANK ->
                            own + size <= queryTokens || all + size <= limits.tokens();
                    case BULK ->
                            own + size <= limits.tokens() - queryTokens
                                    && all + size <= limits.tokens();
                };
    }

    QueueFullException full(Priority priority, long size) {
        return QueueFullException.inTokens(
                size, waiting.size(), limits.tokens(), waiting.ahead(priority).time());
    }

    /** Whether a request behind that work need not wait for too long. */
    boolean isTimely(
            Ahead ahead, long limitTokens, LoadedModel model, @Nullable Deadline deadline) {
        return ahead.time().compareTo(limits.time(limitTokens)) <= 0
                && isReachable(deadline, estimate(ahead, model, 1));
    }

    /**
     * Throws if a request would wait for too long, unless nothing is ahead of it.
     *
     * @param limitTokens the size by which its limit goes
     * @param tokens that it has at least
     */
    void requireTimely(
            Ahead ahead,
            long limitTokens,
            LoadedModel model,
            long tokens,
            @Nullable Deadline deadline) {
        if (ahead.tokens() == 0) {
            return;
        }
        Duration limit = limits.time(limitTokens);
        if (ahead.time().compareTo(limit) > 0) {
            throw QueueFullException.inTime(ahead, limit, limits.timeProperty(limitTokens));
        }
        Duration estimate = estimate(ahead, model, tokens);
        if (deadline != null && !isReachable(deadline, estimate)) {
            throw new DeadlineTooShortException(
                    deadline,
                    estimate,
                    ahead.tokens() + tokens,
                    Throughput.retryAfter(ahead.time()));
        }
    }

    private Duration estimate(Ahead ahead, LoadedModel model, long tokens) {
        return ahead.time().plus(throughputs.estimate(model, tokens));
    }

    /**
     * The estimate is right within a factor of two, since tokens of short texts take longer than
     * those of long ones; so only what would take twice the time is rejected. What is admitted and
     * turns out too late costs little: it leaves the queue when its deadline passes.
     */
    private static boolean isReachable(@Nullable Deadline deadline, Duration estimate) {
        return deadline == null || estimate.dividedBy(2).compareTo(deadline.remaining()) <= 0;
    }
}
