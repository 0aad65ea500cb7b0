package io.semblance.postgres;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What every chunk of a proxy's bytes goes through: open, slow or shut. */
final class Gate {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Duration delay = Duration.ZERO;
    private boolean shut;

    /** Holds for those who wait in it too. */
    void set(Duration newDelay, boolean newShut) {
        lock.lock();
        try {
            delay = newDelay;
            shut = newShut;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when the caller may go on. */
    void pass() throws InterruptedException {
        lock.lock();
        try {
            long left = delay.toNanos();
            while (shut || (left > 0 && !delay.isZero())) {
                if (shut) {
                    changed.await();
                } else {
                    left = changed.awaitNanos(left);
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
