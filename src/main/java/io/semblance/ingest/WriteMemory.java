package io.semblance.ingest;

import io.semblance.embedding.EngineClosedException;
import io.semblance.value.Caller;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limits the heap that all concurrent writes use for texts, chunks, embeddings and the store's
 * buffers. Documents wait for memory in the order of arrival. Small documents have a separate pool,
 * so that they never wait for a large one. Thread-safe.
 */
final class WriteMemory {

    /** A document is small if it needs at most this fraction (1/64) of the capacity. */
    private static final int SMALL_SHARE = 64;

    /** The size of the pool for small documents, as a fraction (1/4) of the capacity. */
    private static final int RESERVE_SHARE = 4;

    /**
     * How often a waiting thread checks whether its caller still waits; each check may be a system
     * call.
     */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final long capacity;
    private final Pool large;
    private final Pool small;

    WriteMemory(long capacity) {
        this.capacity = capacity;
        this.large = new Pool(capacity);
        this.small = new Pool(Math.max(1, capacity / RESERVE_SHARE));
    }

    /** The most bytes of one document. */
    long capacity() {
        return capacity;
    }

    private Pool pool(long bytes) {
        return bytes <= capacity / SMALL_SHARE ? small : large;
    }

    /** Takes memory if it is free and no other thread waits for it. */
    boolean tryAcquire(long bytes) {
        return pool(bytes).tryAcquire(bytes);
    }

    /**
     * Waits for memory. A waiting thread must not hold any memory, or two threads could wait for
     * each other.
     *
     * @param bytes at most the capacity
     * @throws io.semblance.value.AbandonedException if the caller no longer waits
     */
    void acquire(long bytes, Caller caller) {
        pool(bytes).acquire(bytes, caller);
    }

    /** Releases memory that one call has taken. */
    void release(long bytes) {
        pool(bytes).release(bytes);
    }

    /** The memory for documents of one size class. */
    private static final class Pool {

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final Deque<Thread> waiting = new ArrayDeque<>();
        private long free;

        Pool(long bytes) {
            this.free = bytes;
        }

        boolean tryAcquire(long bytes) {
            lock.lock();
            try {
                return waiting.isEmpty() && take(bytes);
            } finally {
                lock.unlock();
            }
        }

        void acquire(long bytes, Caller caller) {
            lock.lock();
            try {
                Thread self = Thread.currentThread();
                waiting.add(self);
                try {
                    while (waiting.peek() != self || !take(bytes)) {
                        caller.requireWaiting();
                        changed.awaitNanos(POLL_NANOS);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new EngineClosedException();
                } finally {
                    waiting.remove(self);
                    changed.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        private boolean take(long bytes) {
            if (bytes > free) {
                return false;
            }
            free -= bytes;
            return true;
        }

        void release(long bytes) {
            lock.lock();
            try {
                free += bytes;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
