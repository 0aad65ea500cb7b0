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
 * Makes the writers of one document follow one another. A document's lock is one of a fixed number,
 * by its id's hash; several are taken in one order, so that no two writers wait for each other.
 */
final class WriteLocks {

    private static final int STRIPES = 1_024;

    private final ReadWriteLock all = new ReentrantReadWriteLock();
    private final List<ReentrantLock> stripes =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

    /** Held locks. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** The locks of these documents. */
    Held of(Collection<String> ids) {
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

    /** The locks of every document. */
    Held ofAll() {
        Lock exclusive = all.writeLock();
        exclusive.lock();
        return exclusive::unlock;
    }
}
