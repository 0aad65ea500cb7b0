package io.semblance.jobs;

import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes threads of this process that wait for a change of jobs. Changes by other replicas are found
 * by looking, so every wait has a limit. Thread-safe.
 */
@Component
final class JobSignal {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long changes;

    /** Wakes all waiting threads. */
    void changed() {
        lock.lock();
        try {
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The number of changes so far, to be read before looking at the jobs. */
    long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a change.
     *
     * @param seen number of changes when the thread looked
     * @param limit after which it returns without a change
     * @throws InterruptedException if the thread is interrupted
     */
    void await(long seen, Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long nanos = limit.toNanos();
            while (changes == seen && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
