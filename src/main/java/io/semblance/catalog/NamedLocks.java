package io.semblance.catalog;

import io.semblance.store.StoreUnavailableException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One lock for each collection that is being opened, created or dropped. Thread-safe. */
final class NamedLocks {

    private final Duration maxWait;
    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    NamedLocks(Duration maxWait) {
        this.maxWait = maxWait;
    }

    /** A lock, and the number of threads that hold it or wait for it. */
    private record Entry(ReentrantLock lock, int users) {}

    /**
     * Executes a call while it holds the reentrant lock of this name.
     *
     * @throws StoreUnavailableException if other threads hold the lock for too long
     */
    <T extends @Nullable Object> T locked(String name, Supplier<T> call) {
        Entry entry =
                entries.compute(
                        name,
                        (_, present) ->
                                present == null
                                        ? new Entry(new ReentrantLock(), 1)
                                        : new Entry(present.lock, present.users + 1));
        ReentrantLock lock = Objects.requireNonNull(entry).lock;
        try {
            lock(lock, name);
            try {
                return call.get();
            } finally {
                lock.unlock();
            }
        } finally {
            entries.computeIfPresent(
                    name,
                    (_, present) ->
                            present.users == 1 ? null : new Entry(present.lock, present.users - 1));
        }
    }

    private void lock(ReentrantLock lock, String name) {
        try {
            if (!lock.tryLock(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreUnavailableException(
                        "other calls that open, create or delete the collection '%s' took longer than %d s; try again"
                                .formatted(name, maxWait.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while waiting for other calls", e);
        }
    }
}
