package io.semblance.embedding;

import io.semblance.embedding.Backlog.Ahead;
import io.semblance.embedding.EmbedRequest.Priority;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the texts of all callers meet: bounded in memory and in time, in classes. Bulk work has
 * three quarters of the room; whatever waits, queries have a quarter to themselves, and pairs to be
 * reranked as much. A request is rejected if what goes before it would take too long, as each model
 * was measured; never if nothing goes before it. See docs/decisions/017-queue.md. Thread-safe.
 */
final class WorkQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition anyWork = lock.newCondition();
    private final Condition queryWork = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final WaitingClasses waiting;
    private final QueueLimits limits;
    private final long queryTokens;
    private final Throughputs throughputs;
    private long sequence;
    private boolean closed;

    /**
     * @param limits a request for which there is too little room is admitted when nothing of its
     *     class waits
     * @param lanes how many share what waits
     */
    WorkQueue(QueueLimits limits, int lanes, Throughputs throughputs) {
        this.limits = limits;
        this.queryTokens = limits.tokens() / 4;
        this.waiting = new WaitingClasses(throughputs, lanes);
        this.throughputs = throughputs;
    }

    /** Tokens that wait now. */
    long tokens(Priority priority) {
        return waiting.of(priority).backlog().tokens();
    }

    /**
     * Throws if the queue is full already: what cannot be admitted need not be tokenised. The lock
     * is left to those who have something to bring or to take, unless it is a list and much waits.
     * Under overload thousands are rejected a second, on threads that wait for a CPU themselves:
     * the lanes would wait for them.
     *
     * @param model that the request needs
     * @throws QueueFullException if no token has room, or would wait for too long
     * @throws DeadlineTooShortException if no token would be embedded in time
     */
    void requireRoom(LoadedModel model, Priority priority, Caller caller) {
        if (!fits(priority, 1)) {
            throw full(priority, 1);
        }
        // How large a list is shows when it is tokenised; until then it may wait as a large one.
        long limitTokens = priority == Priority.QUERY ? 1 : Long.MAX_VALUE;
        Ahead ahead = waiting.ahead(priority);
        if (priority != Priority.QUERY && !isTimely(ahead, limitTokens, model, caller)) {
            lock.lock();
            try {
                ahead = waiting.ahead(priority, 1);
            } finally {
                lock.unlock();
            }
        }
        requireTimely(ahead, limitTokens, model, 1, caller);
    }

    private boolean isTimely(Ahead ahead, long limitTokens, LoadedModel model, Caller caller) {
        return ahead.time().compareTo(limits.time(limitTokens)) <= 0
                && isReachable(caller.deadline(), estimate(ahead, model, 1));
    }

    /**
     * Throws if a request would wait for too long, unless nothing is ahead of it.
     *
     * @param limitTokens the size by which its limit goes
     * @param tokens that it has at least
     */
    private void requireTimely(
            Ahead ahead, long limitTokens, LoadedModel model, long tokens, Caller caller) {
        if (ahead.tokens() == 0) {
            return;
        }
        Duration limit = limits.time(limitTokens);
        if (ahead.time().compareTo(limit) > 0) {
            throw QueueFullException.inTime(ahead, limit, limits.timeProperty(limitTokens));
        }
        Deadline deadline = caller.deadline();
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

    /**
     * Admits all of these texts or none; they are of one request. More tokens than there may ever
     * be are admitted when none of its class waits.
     *
     * @throws QueueFullException if there is no room for them now, or they would wait for too long
     * @throws DeadlineTooShortException if they would not be embedded in time
     */
    void offer(List<Work> works) {
        long tokens = tokens(works);
        long size = works.stream().mapToLong(Work::size).sum();
        Job job = works.getFirst().job();
        lock.lock();
        try {
            requireOpen();
            if (!fits(job.priority(), size)) {
                throw full(job.priority(), size);
            }
            Ahead ahead = waiting.ahead(job.priority(), tokens);
            requireTimely(ahead, tokens, job.model(), tokens, job.caller());
            add(works, tokens);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Admits these texts as room comes free, in their order, until all are admitted or their job is
     * over.
     *
     * @param maxWait without any of them being admitted
     * @throws QueueFullException if that time passes; some may have been admitted
     */
    void put(List<Work> works, Duration maxWait) throws InterruptedException {
        lock.lock();
        try {
            int admitted = 0;
            long left = tokens(works);
            long nanos = maxWait.toNanos();
            while (admitted < works.size() && !works.get(admitted).job().isOver()) {
                requireOpen();
                Work next = works.get(admitted);
                Priority priority = next.job().priority();
                if (fits(priority, next.size())) {
                    add(works.subList(admitted, admitted + 1), left);
                    left -= next.length();
                    admitted++;
                    nanos = maxWait.toNanos();
                } else if (nanos <= 0) {
                    throw full(priority, next.size());
                } else {
                    nanos = room.awaitNanos(nanos);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives back the room of those of these texts that still wait. */
    void withdraw(List<Work> works) {
        lock.lock();
        try {
            works.stream()
                    .filter(Work::isWaiting)
                    .forEach(work -> waiting.of(work.job().priority()).discard(work));
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next batch; empty when the queue is closed.
     *
     * @param queriesOnly whether bulk work is left to others
     */
    List<Work> take(boolean queriesOnly) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                List<Work> batch = queriesOnly ? waiting.takeQueries() : waiting.takeBatch();
                if (!batch.isEmpty()) {
                    room.signalAll();
                    return batch;
                }
                if (closed) {
                    return List.of();
                }
                (queriesOnly ? queryWork : anyWork).await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Refuses new texts from now on and returns those that wait; lanes get an empty batch. */
    List<Work> close() {
        lock.lock();
        try {
            closed = true;
            List<Work> left = waiting.drain();
            anyWork.signalAll();
            queryWork.signalAll();
            room.signalAll();
            return left;
        } finally {
            lock.unlock();
        }
    }

    private void add(List<Work> works, long requestTokens) {
        for (Work work : works) {
            work.arrive(++sequence);
            waiting.of(work.job().priority()).add(work, requestTokens);
        }
        anyWork.signalAll();
        if (works.getFirst().job().priority() == Priority.QUERY) {
            queryWork.signalAll();
        }
    }

    private boolean fits(Priority priority, long size) {
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

    private QueueFullException full(Priority priority, long size) {
        return QueueFullException.inTokens(
                size, waiting.size(), limits.tokens(), waiting.ahead(priority).time());
    }

    private void requireOpen() {
        if (closed) {
            throw new EngineClosedException();
        }
    }

    private static long tokens(List<Work> works) {
        return works.stream().mapToLong(Work::length).sum();
    }
}
