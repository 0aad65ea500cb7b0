package io.semblance.embedding;

import io.semblance.embedding.Backlog.Ahead;
import io.semblance.embedding.EmbedRequest.Priority;

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
    private final AdmissionControl admission;
    private long sequence;
    private boolean closed;

    /**
     * @param limits a request for which there is too little room is admitted when nothing of its
     *     class waits
     * @param lanes how many share what waits
     */
    WorkQueue(QueueLimits limits, int lanes, Throughputs throughputs) {
        this.waiting = new WaitingClasses(throughputs, lanes);
        this.admission = new AdmissionControl(limits, waiting, throughputs);
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
        admission.requireRoom(priority, 1);
        // How large a list is shows when it is tokenised; until then it may wait as a large one.
        long limitTokens = priority == Priority.QUERY ? 1 : Long.MAX_VALUE;
        Ahead ahead = waiting.ahead(priority);
        if (priority != Priority.QUERY
                && !admission.isTimely(ahead, limitTokens, model, caller.deadline())) {
            lock.lock();
            try {
                ahead = waiting.ahead(priority, 1);
            } finally {
                lock.unlock();
            }
        }
        admission.requireTimely(ahead, limitTokens, model, 1, caller.deadline());
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
            admission.requireRoom(job.priority(), size);
            admission.requireTimely(
                    waiting.ahead(job.priority(), tokens),
                    tokens,
                    job.model(),
                    tokens,
                    job.caller().deadline());
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
                if (admission.fits(priority, next.size())) {
                    add(works.subList(admitted, admitted + 1), left);
                    left -= next.length();
                    admitted++;
                    nanos = maxWait.toNanos();
                } else if (nanos <= 0) {
                    throw admission.full(priority, next.size());
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

    private void requireOpen() {
        if (closed) {
            throw new EngineClosedException();
        }
    }

    private static long tokens(List<Work> works) {
        return works.stream().mapToLong(Work::length).sum();
    }
}
