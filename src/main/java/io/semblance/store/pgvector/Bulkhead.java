package io.semblance.store.pgvector;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limits how many connections of a pool one index uses at a time: a share of the connections that
 * the other indexes do not use, rounded up. With a share of 0.5 and 8 connections, one slow index
 * uses at most 4, a second one at most 2 of the rest. So an index that answers slowly, or not at
 * all, always leaves connections for the others (the bulkhead pattern; the limits adapt like the
 * dynamic queue thresholds of Choudhury and Hahne, 1998).
 *
 * <p>Callers of the same index are served in the order of arrival. Thread-safe.
 */
final class Bulkhead {

    private final int connections;
    private final double share;
    private final ReentrantLock lock = new ReentrantLock();

    /** The indexes that use connections or wait for one, by name. */
    private final Map<String, Usage> indexes = new HashMap<>();

    private int used;

    /**
     * @param connections of the pool
     * @param share that one index may use, above 0 and at most 1
     */
    Bulkhead(int connections, double share) {
        if (connections < 1) {
            throw new IllegalArgumentException(
                    "connections must be at least 1, got: " + connections);
        }
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be in (0, 1], got: " + share);
        }
        this.connections = connections;
        this.share = share;
    }

    private static final class Usage {
        private final Deque<Waiter> waiters = new ArrayDeque<>();
        private int used;
    }

    private static final class Waiter {
        private final Condition admission;
        private boolean admitted;

        Waiter(Condition admission) {
            this.admission = admission;
        }
    }

    /**
     * Waits until the index may use one more connection, and returns true: {@link #release} must
     * follow. Returns false if it may not within {@code maxWait}.
     */
    boolean tryAcquire(String index, Duration maxWait) throws InterruptedException {
        lock.lock();
        try {
            Usage usage = indexes.computeIfAbsent(index, _ -> new Usage());
            if (usage.waiters.isEmpty() && mayUseMore(usage)) {
                admit(usage);
                return true;
            }
            return await(index, usage, maxWait);
        } finally {
            lock.unlock();
        }
    }

    private boolean await(String index, Usage usage, Duration maxWait) throws InterruptedException {
        Waiter waiter = new Waiter(lock.newCondition());
        usage.waiters.add(waiter);
        long leftNanos = TimeUnit.NANOSECONDS.convert(maxWait);
        try {
            while (!waiter.admitted && leftNanos > 0) {
                leftNanos = waiter.admission.awaitNanos(leftNanos);
            }
        } catch (InterruptedException e) {
            if (waiter.admitted) {
                releaseLocked(index);
            }
            throw e;
        } finally {
            if (!waiter.admitted) {
                usage.waiters.remove(waiter);
                forgetIfUnused(index, usage);
            }
        }
        return waiter.admitted;
    }

    /** Releases a connection; a waiting caller may then acquire it. */
    void release(String index) {
        lock.lock();
        try {
            releaseLocked(index);
        } finally {
            lock.unlock();
        }
    }

    private void releaseLocked(String index) {
        Usage usage = indexes.get(index);
        if (usage == null || usage.used == 0) {
            throw new IllegalStateException(
                    "index '%s' does not use a connection".formatted(index));
        }
        usage.used--;
        used--;
        forgetIfUnused(index, usage);
        for (Optional<Usage> next = next(); next.isPresent(); next = next()) {
            Waiter waiter = next.get().waiters.remove();
            admit(next.get());
            waiter.admitted = true;
            waiter.admission.signal();
        }
    }

    /**
     * The index that uses the fewest connections among those with a caller that can be admitted.
     */
    private Optional<Usage> next() {
        return indexes.values().stream()
                .filter(usage -> !usage.waiters.isEmpty() && mayUseMore(usage))
                .min(Comparator.comparingInt(usage -> usage.used));
    }

    private boolean mayUseMore(Usage usage) {
        int left = connections - (used - usage.used);
        return usage.used < Math.ceil(share * left);
    }

    private void admit(Usage usage) {
        usage.used++;
        used++;
    }

    private void forgetIfUnused(String index, Usage usage) {
        if (usage.used == 0 && usage.waiters.isEmpty()) {
            indexes.remove(index);
        }
    }

    /** The number of connections that one index may use while no other index uses any. */
    int limit() {
        return (int) Math.ceil(share * connections);
    }
}
