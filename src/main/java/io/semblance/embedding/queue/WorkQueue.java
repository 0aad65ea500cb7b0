package io.semblance.embedding.queue;

import io.semblance.embedding.DeadlineTooShortException;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EngineClosedException;
import io.semblance.embedding.QueueFullException;
import io.semblance.embedding.QueueLimits;
import io.semblance.embedding.onnx.BatchModel;
import io.semblance.embedding.onnx.RunThreads;
import io.semblance.embedding.queue.Backlog.Ahead;
import io.semblance.value.Caller;
import io.semblance.value.CallerGoneException;
import io.semblance.value.DeadlineExceededException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The queue in which the texts of all callers wait for a lane. It is bounded in tokens and in
 * estimated time. Thread-safe.
 *
 * <p><b>Classes.</b> A request is of one of three classes, see {@link Priority}: queries, pairs to
 * be reranked, and bulk work. Queries run first, then pairs, then bulk work, but a class that was
 * overtaken by eight batches is next, so that no class starves. An additional lane takes only
 * queries, while other work keeps the other lanes busy ({@link PriorityQueues}).
 *
 * <p><b>Fairness.</b> Requests of one class, except queries, run in the order in which they would
 * finish if all shared the lanes equally (fair sojourn protocol; Friedman and Henderson, 2003),
 * measured in the virtual time of fair queueing (Demers, Keshav and Shenker, 1989). Each finishes
 * no later than with equal shares, and most finish earlier: a short list overtakes a long one that
 * has just started, but not forever ({@link FairClock}). Queries are small and run in the order of
 * arrival.
 *
 * <p><b>Batches.</b> A batch holds texts of one model and of similar length, so that little is
 * padded: first the longest text of the request that is next, then texts of the same request if
 * their length is within a sixteenth, then those of any request that need the least padding. A
 * batch ends at the maximum tokens of its model, at one lane's share of the waiting texts, or when
 * less than 80 % of it would be text ({@link LengthSortedQueue}).
 *
 * <p><b>Cores.</b> A batch runs with as many threads as help it, if nothing else runs or waits, and
 * with those of one lane under load ({@link CoreBudget}).
 *
 * <p><b>Admission.</b> Bulk work can fill three quarters of the queue. A quarter is reserved for
 * queries, and an additional quarter for pairs. A request that does not fit is admitted if nothing
 * of its class waits. A request is also rejected if the work ahead of it would take too long at the
 * measured throughput of each model ({@link Throughputs}), or if it would miss its caller's
 * deadline; never if nothing is ahead of it ({@link AdmissionControl}). A request leaves the queue
 * when its caller no longer waits ({@link PendingRequest}).
 *
 * <p>docs/decisions/017-queue.md explains these choices.
 */
final class WorkQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition anyWork = lock.newCondition();
    private final Condition queryWork = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final PriorityQueues waiting;
    private final AdmissionControl admission;
    private final CoreBudget cores;
    private long sequence;
    private boolean closed;

    /**
     * Creates an empty queue.
     *
     * @param limits the limits of the queue; a request that exceeds them is admitted if nothing of
     *     its class waits
     * @param cores the lanes that share the waiting texts, and their cores
     * @param throughputs the measured throughput of each model
     */
    WorkQueue(QueueLimits limits, CoreBudget cores, Throughputs throughputs) {
        this.cores = cores;
        this.waiting = new PriorityQueues(throughputs, cores.lanes());
        this.admission = new AdmissionControl(limits, waiting, throughputs);
    }

    /** Returns the waiting tokens of a class. Needs no lock. */
    long tokens(Priority priority) {
        return waiting.of(priority).backlog().tokens();
    }

    /**
     * Throws if the queue is already full, so that the request need not be tokenised. It takes the
     * lock only for a list that would wait too long behind all waiting work: under overload,
     * thousands of requests are rejected per second, on threads that compete for the CPU, and the
     * lanes would wait for them.
     *
     * @param model the model of the request
     * @param priority the class of the request
     * @param caller the caller of the request
     * @throws QueueFullException if not even one token has room, or it would wait too long
     * @throws DeadlineTooShortException if not even one token would be embedded in time
     */
    void requireRoom(BatchModel model, Priority priority, Caller caller) {
        admission.requireRoom(priority, 1);
        // The size of a list is known once it is tokenised. Until then it has the limit of a large
        // one.
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
     * Admits all of these texts of one request, or none. A request that exceeds the limit of tokens
     * is admitted if nothing of its class waits.
     *
     * @throws QueueFullException if there is no room for them now, or they would wait too long
     * @throws DeadlineTooShortException if they would not be embedded in time
     */
    void offer(List<QueuedInput> inputs) {
        long tokens = tokens(inputs);
        long size = inputs.stream().mapToLong(QueuedInput::size).sum();
        PendingRequest request = inputs.getFirst().request();
        lock.lock();
        try {
            requireOpen();
            admission.requireRoom(request.priority(), size);
            admission.requireTimely(
                    waiting.ahead(request.priority(), tokens),
                    tokens,
                    request.model(),
                    tokens,
                    request.caller().deadline());
            add(inputs, tokens);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Admits these texts in their order as room becomes free, until all are admitted or their
     * request is over.
     *
     * @param maxWait maximum time to wait for the next text to be admitted
     * @throws QueueFullException if that time passes; some texts may have been admitted
     * @throws DeadlineExceededException if the time that the caller allows passes
     * @throws CallerGoneException if the caller leaves
     */
    void put(List<QueuedInput> inputs, Duration maxWait) throws InterruptedException {
        lock.lock();
        try {
            int admitted = 0;
            long left = tokens(inputs);
            long nanos = maxWait.toNanos();
            while (admitted < inputs.size() && !inputs.get(admitted).request().isOver()) {
                requireOpen();
                QueuedInput next = inputs.get(admitted);
                Priority priority = next.request().priority();
                if (admission.fits(priority, next.size())) {
                    add(inputs.subList(admitted, admitted + 1), left);
                    left -= next.length();
                    admitted++;
                    nanos = maxWait.toNanos();
                } else if (nanos <= 0) {
                    throw admission.full(priority, next.size());
                } else {
                    next.request().caller().requireWaiting();
                    long look = Math.min(nanos, PendingRequest.POLL_NANOS);
                    nanos -= look - room.awaitNanos(look);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Removes those of these texts that still wait and frees their room. */
    void withdraw(List<QueuedInput> inputs) {
        lock.lock();
        try {
            inputs.stream()
                    .filter(QueuedInput::isWaiting)
                    .forEach(input -> waiting.of(input.request().priority()).discard(input));
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next batch; empty when the queue is closed. {@link #ran} must follow.
     *
     * @param queryLane whether the lane for queries takes it
     */
    LaneBatch take(boolean queryLane) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                List<QueuedInput> inputs = queryLane ? takeQueries() : waiting.takeBatch();
                if (!inputs.isEmpty()) {
                    room.signalAll();
                    return started(inputs, queryLane);
                }
                if (closed) {
                    return LaneBatch.NONE;
                }
                (queryLane ? queryWork : anyWork).await();
            }
        } finally {
            lock.unlock();
        }
    }

    private List<QueuedInput> takeQueries() {
        return cores.isQueryLaneNeeded() ? waiting.takeQueries() : List.of();
    }

    private LaneBatch started(List<QueuedInput> inputs, boolean queryLane) {
        long tokens = 0;
        long longest = 0;
        for (QueuedInput input : inputs) {
            tokens += input.length();
            longest = Math.max(longest, input.length());
        }
        int max = cores.maxThreads(Math.ceilDiv(waiting.tokens(), tokens));
        BatchModel model = inputs.getFirst().model();
        RunThreads threads = model.threads(inputs.size() * longest, max);
        var batch = new LaneBatch(inputs, threads, cores.lanes(threads.count()), queryLane);
        cores.start(batch.priority(), threads.count(), queryLane);
        if (tokens(Priority.QUERY) > 0) {
            queryWork.signal();
        }
        return batch;
    }

    /** Frees the cores of a batch that has ended. */
    void ran(LaneBatch batch) {
        lock.lock();
        try {
            cores.end(batch.priority(), batch.threads().count(), batch.queryLane());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Closes the queue and returns the waiting texts. New texts are rejected, and lanes get an
     * empty batch.
     */
    List<QueuedInput> close() {
        lock.lock();
        try {
            closed = true;
            List<QueuedInput> left = waiting.drain();
            anyWork.signalAll();
            queryWork.signalAll();
            room.signalAll();
            return left;
        } finally {
            lock.unlock();
        }
    }

    private void add(List<QueuedInput> inputs, long requestTokens) {
        for (QueuedInput input : inputs) {
            input.arrive(++sequence);
            waiting.of(input.request().priority()).add(input, requestTokens);
        }
        anyWork.signalAll();
        if (inputs.getFirst().request().priority() == Priority.QUERY) {
            queryWork.signalAll();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new EngineClosedException();
        }
    }

    private static long tokens(List<QueuedInput> inputs) {
        return inputs.stream().mapToLong(QueuedInput::length).sum();
    }
}
