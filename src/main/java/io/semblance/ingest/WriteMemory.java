package io.semblance.ingest;

import io.semblance.embedding.Caller;
import io.semblance.embedding.EmbeddingException;
import io.semblance.embedding.EngineClosedException;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The heap that all writes together may fill with texts, chunks, embeddings and what the store
 * buffers of them. A document waits for its part in the order of arrival. Small documents have a
 * reserve to themselves, so that they never wait for a large one. Thread-safe.
 */
final class WriteMemory {

    /** A document that needs no more than this share is a small one. */
    private static final int SMALL_SHARE = 64;

    /** The small documents' reserve, as a share of the memory of large ones. */
    private static final int RESERVE_SHARE = 4;

    /** How often a waiting caller is looked after; each look may be a system call. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

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

    /** Takes memory if it is free and nobody waits for it. */
    boolean tryAcquire(long bytes) {
        return pool(bytes).tryAcquire(bytes);
    }

    /**
     * Waits for memory. A thread that waits must not hold any, or two could wait for each other.
     *
     * @param bytes at most the capacity
     * @throws EmbeddingException if the caller does not wait any more
     */
    void acquire(long bytes, Caller caller) {
        pool(bytes).acquire(bytes, caller);
    }

    /** Gives back what one call has taken. */
    void release(long bytes) {
        pool(bytes).release(bytes);
    }

    /** Memory for documents of one kind. */
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
                        changed.awaitNanos(LOOK_NANOS);
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
