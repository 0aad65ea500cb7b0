package io.semblance.embedding;

import io.semblance.embedding.EmbedRequest.Priority;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;

/**
 * Where the texts of all callers meet: bounded in tokens, in classes. Bulk work, which may wait at
 * the door and fill every gap, has three quarters of the room; whatever waits, queries have a
 * quarter to themselves, and pairs to be reranked as much. Thread-safe.
 */
final class WorkQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition anyWork = lock.newCondition();
    private final Condition queryWork = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final WaitingClasses waiting;
    private final long capacityTokens;
    private final long queryTokens;
    private final Duration maxQueueTime;
    private final Throughput throughput;
    private long sequence;
    private boolean closed;

    /**
     * @param capacityTokens that may wait; a request for which that is too little is admitted when
     *     nothing of its class waits
     * @param maxQueueTime that texts may wait, by the measured throughput; those of {@link #put}
     *     wait at the door besides
     * @param batchTokens padded tokens of a batch of that model
     * @param lanes how many share what waits
     */
    WorkQueue(
            long capacityTokens,
            Duration maxQueueTime,
            ToIntFunction<LoadedModel> batchTokens,
            int lanes,
            Throughput throughput) {
        this.capacityTokens = capacityTokens;
        this.queryTokens = capacityTokens / 4;
        this.maxQueueTime = maxQueueTime;
        this.waiting = new WaitingClasses(batchTokens, lanes);
        this.throughput = throughput;
    }

    /** Tokens that wait now. */
    long tokens(Priority priority) {
        return waiting.of(priority).tokens();
    }

    /**
     * Throws if the queue is full already: what cannot be admitted need not be tokenised. The lock
     * is left to those who have something to bring or to take. Under overload thousands are refused
     * a second, on threads that wait for a processor themselves: the lanes would wait for them.
     *
     * @throws QueueFullException if no token has room, or would wait for too long
     * @throws DeadlineTooShortException if no token would be embedded in time
     */
    void requireRoom(Priority priority, Caller caller) {
        requireRoom(priority, 1, caller);
    }

    private void requireRoom(Priority priority, long tokens, Caller caller) {
        if (!fits(priority, tokens)) {
            throw full(priority, tokens);
        }
        long ahead = waiting.ahead(priority);
        Duration wait = throughput.estimate(ahead);
        if (wait.compareTo(maxQueueTime) > 0) {
            throw QueueFullException.inTime(ahead, wait, maxQueueTime, throughput.timeFor(ahead));
        }
        requireReachable(ahead, tokens, caller.deadline());
    }

    /**
     * The estimate is right within a factor of two, since tokens of short texts take longer than
     * those of long ones; so only what would take twice the time is refused. What is admitted and
     * turns out too late costs little: it leaves the queue when its deadline passes.
     */
    private void requireReachable(long ahead, long tokens, @Nullable Deadline deadline) {
        if (deadline == null) {
            return;
        }
        Duration estimate = throughput.estimate(ahead + tokens);
        if (estimate.dividedBy(2).compareTo(deadline.remaining()) > 0) {
            throw new DeadlineTooShortException(
                    deadline,
                    estimate,
                    ahead + tokens,
                    ahead == 0 ? null : throughput.timeFor(ahead));
        }
    }

    /**
     * Admits all of these texts or none; they are of one class. More tokens than that may ever have
     * are admitted when none of it waits.
     *
     * @throws QueueFullException if there is no room for them now, or they would wait for too long
     * @throws DeadlineTooShortException if they would not be embedded in time
     */
    void offer(List<Work> works) {
        long tokens = tokens(works);
        Job job = works.getFirst().job();
        lock.lock();
        try {
            requireOpen();
            requireRoom(job.priority(), tokens, job.caller());
            add(works);
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
     * @throws DeadlineExceededException if the time that the caller allows passes
     * @throws CallerGoneException if the caller leaves
     */
    void put(List<Work> works, Duration maxWait) throws InterruptedException {
        lock.lock();
        try {
            int admitted = 0;
            long nanos = maxWait.toNanos();
            while (admitted < works.size() && !works.get(admitted).job().isOver()) {
                requireOpen();
                Work next = works.get(admitted);
                Priority priority = next.job().priority();
                if (fits(priority, next.length())) {
                    add(works.subList(admitted, admitted + 1));
                    admitted++;
                    nanos = maxWait.toNanos();
                } else if (nanos <= 0) {
                    throw full(priority, next.length());
                } else {
                    next.job().caller().requireWaiting();
                    long look = Math.min(nanos, Job.LOOK_NANOS);
                    nanos -= look - room.awaitNanos(look);
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
                    .forEach(work -> waiting.of(work.job().priority()).remove(work));
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

    private void add(List<Work> works) {
        for (Work work : works) {
            work.arrive(++sequence);
            waiting.of(work.job().priority()).add(work);
        }
        anyWork.signalAll();
        if (works.getFirst().job().priority() == Priority.QUERY) {
            queryWork.signalAll();
        }
    }

    private boolean fits(Priority priority, long tokens) {
        long own = waiting.of(priority).tokens();
        long all = waiting.tokens();
        return own == 0
                || switch (priority) {
                    case QUERY, RERANK ->
                            own + tokens <= queryTokens || all + tokens <= capacityTokens;
                    case BULK ->
                            own + tokens <= capacityTokens - queryTokens
                                    && all + tokens <= capacityTokens;
                };
    }

    private QueueFullException full(Priority priority, long tokens) {
        return QueueFullException.inTokens(
                tokens,
                waiting.tokens(),
                capacityTokens,
                throughput.timeFor(waiting.ahead(priority)));
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
