package io.semblance.embedding.queue;

import io.semblance.embedding.DeadlineTooShortException;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.QueueFullException;
import io.semblance.embedding.QueueLimits;
import io.semblance.embedding.onnx.BatchModel;
import io.semblance.embedding.queue.Backlog.Ahead;
import io.semblance.value.Deadline;

import java.time.Duration;

/**
 * Decides which requests the queue admits, see {@link WorkQueue}. It reads the sizes of the waiting
 * classes without a lock. Thread-safe.
 */
final class AdmissionControl {

    private final QueueLimits limits;
    private final long queryTokens;
    private final PriorityQueues waiting;
    private final Throughputs throughputs;

    AdmissionControl(QueueLimits limits, PriorityQueues waiting, Throughputs throughputs) {
        this.limits = limits;
        this.queryTokens = limits.tokens() / 4;
        this.waiting = waiting;
        this.throughputs = throughputs;
    }

    /**
     * Throws if the queue has no room.
     *
     * @throws QueueFullException if there is no room for {@code size} more of this class
     */
    void requireRoom(Priority priority, long size) {
        if (!fits(priority, size)) {
            throw full(priority, size);
        }
    }

    /**
     * Returns whether there is room for {@code size} more of this class, see {@link
     * QueuedInput#size}.
     */
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

    /** Returns whether a request with this work ahead of it need not wait too long. */
    boolean isTimely(Ahead ahead, long limitTokens, BatchModel model, Deadline deadline) {
        return ahead.time().compareTo(limits.time(limitTokens)) <= 0
                && isReachable(deadline, estimate(ahead, model, 1));
    }

    /**
     * Throws if a request would wait too long, unless nothing is ahead of it.
     *
     * @param limitTokens the number of tokens that determines the limit of its wait
     * @param tokens a lower bound of its tokens
     * @throws QueueFullException if the estimated wait exceeds the limit
     * @throws DeadlineTooShortException if it would not be done by the deadline
     */
    void requireTimely(
            Ahead ahead, long limitTokens, BatchModel model, long tokens, Deadline deadline) {
        if (ahead.tokens() == 0) {
            return;
        }
        Duration limit = limits.time(limitTokens);
        if (ahead.time().compareTo(limit) > 0) {
            throw QueueFullException.inTime(
                    ahead.tokens(), ahead.time(), limit, limits.timeProperty(limitTokens));
        }
        Duration estimate = estimate(ahead, model, tokens);
        if (!isReachable(deadline, estimate)) {
            throw new DeadlineTooShortException(
                    deadline, estimate, ahead.tokens() + tokens, ahead.time());
        }
    }

    private Duration estimate(Ahead ahead, BatchModel model, long tokens) {
        return ahead.time().plus(throughputs.estimate(model, tokens));
    }

    /**
     * Rejects only a request that would take twice the remaining time: the estimate is right within
     * a factor of two, because tokens of short texts take longer than those of long ones. A request
     * that is admitted and turns out to be late costs little, because it leaves the queue when its
     * deadline passes.
     */
    private static boolean isReachable(Deadline deadline, Duration estimate) {
        return estimate.dividedBy(2).compareTo(deadline.remaining()) <= 0;
    }
}
