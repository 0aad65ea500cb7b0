package io.semblance.embedding;

import io.semblance.embedding.EmbedRequest.Priority;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the texts of all callers meet: bounded in tokens, in two classes. Queries go first, but not
 * for ever: after {@value #MAX_QUERIES_IN_A_ROW} batches of them a lane takes bulk work that waits.
 * Bulk work, which may wait at the door and fill every gap, has three quarters of the room; the
 * last quarter is for queries alone. Thread-safe.
 */
final class WorkQueue {

    private static final int MAX_QUERIES_IN_A_ROW = 8;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition anyWork = lock.newCondition();
    private final Condition queryWork = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final WaitingTexts queries = new WaitingTexts();
    private final WaitingTexts bulk = new WaitingTexts();
    private final long capacityTokens;
    private final long queryTokens;
    private final int batchTokens;
    private final int lanes;
    private final Throughput throughput;
    private long sequence;
    private int queriesInARow;
    private boolean closed;

    /**
     * @param capacityTokens that may wait; a request for which that is too little is admitted when
     *     nothing of its class waits
     * @param batchTokens padded tokens of a batch
     * @param lanes how many share what waits
     */
    WorkQueue(long capacityTokens, int batchTokens, int lanes, Throughput throughput) {
        this.capacityTokens = capacityTokens;
        this.queryTokens = capacityTokens / 4;
        this.batchTokens = batchTokens;
        this.lanes = lanes;
        this.throughput = throughput;
    }

    /** Tokens that wait now. */
    long tokens(Priority priority) {
        lock.lock();
        try {
            return waiting(priority).tokens();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Throws if the queue is full already: what cannot be admitted need not be tokenised.
     *
     * @throws QueueFullException if no token has room
     */
    void requireRoom(Priority priority) {
        lock.lock();
        try {
            if (!fits(priority, 1)) {
                throw full(priority, 1);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Admits all of these texts or none; they are of one class. More tokens than that may ever have
     * are admitted when none of it waits.
     *
     * @throws QueueFullException if there is no room for them now
     */
    void offer(List<Work> works) {
        long tokens = tokens(works);
        lock.lock();
        try {
            requireOpen();
            Priority priority = works.getFirst().job().priority();
            if (!fits(priority, tokens)) {
                throw full(priority, tokens);
            }
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
                    .forEach(work -> waiting(work.job().priority()).remove(work));
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
                List<Work> batch = next(queriesOnly);
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
            List<Work> left = new ArrayList<>(queries.drain());
            left.addAll(bulk.drain());
            anyWork.signalAll();
            queryWork.signalAll();
            room.signalAll();
            return left;
        } finally {
            lock.unlock();
        }
    }

    private List<Work> next(boolean queriesOnly) {
        if (queriesOnly) {
            return queries.takeBatch(batchTokens);
        }
        boolean bulkIsDue = queriesInARow >= MAX_QUERIES_IN_A_ROW && !bulk.isEmpty();
        if (!bulkIsDue && !queries.isEmpty()) {
            queriesInARow++;
            return queries.takeBatch(share(queries));
        }
        queriesInARow = 0;
        return bulk.takeBatch(share(bulk));
    }

    /** What one lane takes when little waits: its share, so that the other lanes have work too. */
    private int share(WaitingTexts texts) {
        return (int) Math.min(batchTokens, Math.ceilDiv(texts.tokens(), lanes));
    }

    private void add(List<Work> works) {
        for (Work work : works) {
            work.arrive(++sequence);
            waiting(work.job().priority()).add(work);
        }
        anyWork.signalAll();
        if (works.getFirst().job().priority() == Priority.QUERY) {
            queryWork.signalAll();
        }
    }

    private boolean fits(Priority priority, long tokens) {
        long own = waiting(priority).tokens();
        long all = waitingTokens();
        return own == 0
                || switch (priority) {
                    case QUERY -> own + tokens <= queryTokens || all + tokens <= capacityTokens;
                    case BULK ->
                            own + tokens <= capacityTokens - queryTokens
                                    && all + tokens <= capacityTokens;
                };
    }

    private long waitingTokens() {
        return queries.tokens() + bulk.tokens();
    }

    private WaitingTexts waiting(Priority priority) {
        return switch (priority) {
            case QUERY -> queries;
            case BULK -> bulk;
        };
    }

    /** Queries go first: they wait for queries alone. */
    private QueueFullException full(Priority priority, long tokens) {
        long ahead =
                switch (priority) {
                    case QUERY -> queries.tokens();
                    case BULK -> waitingTokens();
                };
        return new QueueFullException(
                tokens, waitingTokens(), capacityTokens, throughput.timeFor(ahead));
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
