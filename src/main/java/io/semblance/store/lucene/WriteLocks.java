package io.semblance.store.lucene;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Serializes the writes of a document. The hash of its id selects its lock from a fixed number of
 * locks. Several locks are always taken in the same order, so that writers cannot deadlock.
 * Thread-safe.
 */
final class WriteLocks {

    private static final int STRIPES = 1_024;

    private final ReadWriteLock all = new ReentrantReadWriteLock();
    private final List<ReentrantLock> stripes =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

    /** Locks that the calling thread holds until it closes them. */
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /** Takes the locks of these documents. */
    Hold lock(Collection<String> ids) {
        Lock shared = all.readLock();
        shared.lock();
        List<ReentrantLock> taken =
                ids.stream()
                        .flatMapToInt(id -> IntStream.of(Math.floorMod(id.hashCode(), STRIPES)))
                        .distinct()
                        .sorted()
                        .mapToObj(stripes::get)
                        .toList();
        taken.forEach(ReentrantLock::lock);
        return () -> {
            taken.forEach(ReentrantLock::unlock);
            shared.unlock();
        };
    }

    /** Takes the locks of all documents. */
    Hold lockAll() {
        Lock exclusive = all.writeLock();
        exclusive.lock();
        return exclusive::unlock;
    }
}
