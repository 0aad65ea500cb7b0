package io.semblance.jobs;

import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
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

    /** Wakes all waiting threads. */
    void changed() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a change.
     *
     * @param limit after which it returns without one
     * @throws InterruptedException if the thread is interrupted
     */
    void await(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            // Spurious wake-ups only make the caller look earlier.
            var _ = changed.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            lock.unlock();
        }
    }
}
