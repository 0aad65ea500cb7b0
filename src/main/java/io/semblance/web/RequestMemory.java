package io.semblance.web;

import io.semblance.memory.MemoryAccount;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The heap that the bodies of all requests in flight may take together, from the moment that they
 * are read until their requests end, also when their clients have gone. Small bodies have a reserve
 * to themselves, so that large ones never shut them out. A request that finds no room is refused
 * and may come again; of the large bodies that are being read the oldest waits for some seconds
 * first. Thread-safe.
 */
@Component
final class RequestMemory {

    /**
     * What a body takes for each of its bytes: the parser's buffers, its text, what is made of it.
     */
    static final int BYTES_PER_BODY_BYTE = 4;

    /** A request that needs no more than this, for a body of 128 KiB, is a small one. */
    static final long SMALL_BYTES = 128L * 1024 * BYTES_PER_BODY_BYTE;

    /** The small requests' reserve, as a share of the memory for large ones. */
    private static final int RESERVE_SHARE = 4;

    /** What a large request takes at once. */
    private static final long STEP_BYTES = 1L << 20;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final long capacity;
    private final AtomicLong free;
    private final AtomicLong reserve;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();

    /** The large requests whose bodies are being read, the oldest first; guarded by the lock. */
    private final SequencedSet<Lease> reading = new LinkedHashSet<>();

    RequestMemory(LimitProperties limits) {
        this.capacity = limits.requestMemoryBytes();
        this.free = new AtomicLong(capacity);
        this.reserve = new AtomicLong(capacity / RESERVE_SHARE);
    }

    /** Bytes that are in use, the reserve included. */
    long used() {
        return capacity + capacity / RESERVE_SHARE - free.get() - reserve.get();
    }

    /**
     * A lease for the request that this thread begins to work on, and its {@link MemoryAccount}.
     */
    Lease lease() {
        Lease lease = new Lease();
        MemoryAccount.open(lease::charge);
        return lease;
    }

    private static boolean take(AtomicLong pool, long bytes) {
        long left = pool.addAndGet(-bytes);
        if (left < 0) {
            pool.addAndGet(bytes);
        }
        return left >= 0;
    }

    /** The memory of one request. Not thread-safe. */
    final class Lease implements AutoCloseable {

        private long needed;
        private long held;
        private long heldOfReserve;
        private boolean ended;

        private Lease() {}

        /**
         * Looks whether a body of this length has room now, so that it need not be read to find
         * that it has none.
         *
         * @return why it has not; null if it has
         */
        @Nullable ApiError refusal(long bodyBytes) {
            long bytes = bodyBytes * BYTES_PER_BODY_BYTE;
            if (bytes > capacity) {
                return tooLarge();
            }
            return bytes <= SMALL_BYTES || bytes <= free.get() ? null : busy();
        }

        /** Takes memory for a part of the body. Returns why there is none; null if there is. */
        @Nullable ApiError takeForBody(long bodyBytes) {
            return take(bodyBytes * BYTES_PER_BODY_BYTE);
        }

        private void charge(long bytes) {
            ApiError refusal = take(bytes);
            if (refusal != null) {
                throw new ApiException(refusal);
            }
        }

        /** Takes memory. Returns why there is none; null if there is. */
        @Nullable ApiError take(long bytes) {
            needed += bytes;
            if (needed > capacity) {
                return tooLarge();
            }
            if (needed <= held + heldOfReserve) {
                return null;
            }
            return needed <= SMALL_BYTES ? takeSmall() : takeLarge();
        }

        private @Nullable ApiError takeSmall() {
            long missing = needed - held - heldOfReserve;
            if (RequestMemory.take(reserve, missing)) {
                heldOfReserve += missing;
                return null;
            }
            if (RequestMemory.take(free, missing)) {
                held += missing;
                return null;
            }
            return busy();
        }

        /** A large request leaves the reserve to small ones. */
        private @Nullable ApiError takeLarge() {
            lock.lock();
            try {
                if (!ended) {
                    reading.add(this);
                }
                long nanos = LONGEST_WAIT.toNanos();
                while (!takeStep()) {
                    if (nanos <= 0 || reading.isEmpty() || reading.getFirst() != this) {
                        return busy();
                    }
                    nanos = released.awaitNanos(nanos);
                }
                reserve.addAndGet(heldOfReserve);
                heldOfReserve = 0;
                return null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return busy();
            } finally {
                lock.unlock();
            }
        }

        private boolean takeStep() {
            long missing = needed - held;
            for (long bytes : new long[] {Math.max(missing, STEP_BYTES), missing}) {
                if (RequestMemory.take(free, bytes)) {
                    held += bytes;
                    return true;
                }
            }
            return false;
        }

        /** The body is read: this request does not wait for memory any more. */
        void bodyEnded() {
            ended = true;
            if (held > 0) {
                leave(0);
            }
        }

        private void leave(long bytes) {
            lock.lock();
            try {
                reading.remove(this);
                free.addAndGet(bytes);
                released.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private ApiError busy() {
            return new ApiError(
                    ErrorCode.SERVER_BUSY,
                    "the requests in flight use %d of the %d bytes of memory for requests; retry later, send smaller requests, or raise semblance.limits.request-memory or the heap"
                            .formatted(capacity - free.get(), capacity),
                    null,
                    SOON);
        }

        private ApiError tooLarge() {
            return ApiError.of(
                    ErrorCode.BODY_TOO_LARGE,
                    "the request and its answer need more than all of the %d bytes of memory for requests; send or ask for less at once, or raise semblance.limits.request-memory or the heap"
                            .formatted(capacity));
        }

        @Override
        public void close() {
            MemoryAccount.close();
            if (held > 0) {
                leave(held);
            }
            reserve.addAndGet(heldOfReserve);
            held = 0;
            heldOfReserve = 0;
        }
    }
}
