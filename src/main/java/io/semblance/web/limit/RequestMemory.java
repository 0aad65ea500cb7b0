package io.semblance.web.limit;

import io.semblance.memory.MemoryAccount;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The heap for the bodies of all requests in flight, held from the moment that they are read until
 * their requests end, even if their clients disconnect. Small requests have a reserve, so that
 * large ones never block them. A request without enough memory is rejected and can be retried; of
 * the large requests whose bodies are being read, the oldest waits for up to five seconds first.
 * Thread-safe.
 */
@Component
public final class RequestMemory {

    /**
     * Heap for each byte of a body: the parser's buffers, the text, and the objects built from it.
     */
    static final int BYTES_PER_BODY_BYTE = 4;

    /** The most that a small request needs, for a body of 128 KiB. */
    static final long SMALL_BYTES = 128L * 1024 * BYTES_PER_BODY_BYTE;

    /** The reserve for small requests is the capacity divided by this. */
    private static final int RESERVE_SHARE = 4;

    /** Memory that a large request takes at once, to take the lock less often. */
    private static final long STEP_BYTES = 1L << 20;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final long capacity;
    private final AtomicLong free;
    private final AtomicLong reserve;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();

    /** Large requests whose bodies are being read, the oldest first; guarded by the lock. */
    private final SequencedSet<Lease> reading = new LinkedHashSet<>();

    RequestMemory(LimitProperties limits) {
        this.capacity = limits.requestMemoryBytes();
        this.free = new AtomicLong(capacity);
        this.reserve = new AtomicLong(capacity / RESERVE_SHARE);
    }

    /** Returns the number of bytes in use, those of the reserve included. */
    public long used() {
        return capacity + capacity / RESERVE_SHARE - free.get() - reserve.get();
    }

    /**
     * Opens a lease for the request that this thread starts to process, and its {@link
     * MemoryAccount}.
     */
    public Lease lease() {
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

    /** The memory that one request holds. Not thread-safe. */
    public final class Lease implements AutoCloseable {

        private long needed;
        private long held;
        private long heldOfReserve;
        private boolean ended;

        private Lease() {}

        /**
         * Checks whether there is memory for a body of this length now, before it is read.
         *
         * @return the error if there is not; null if there is
         */
        public @Nullable ApiError refusal(long bodyBytes) {
            long bytes = bodyBytes * BYTES_PER_BODY_BYTE;
            if (bytes > capacity) {
                return tooLarge();
            }
            return bytes <= SMALL_BYTES || bytes <= free.get() ? null : busy();
        }

        /** Takes memory for a part of the body; returns the error if there is none, else null. */
        public @Nullable ApiError takeForBody(long bodyBytes) {
            return take(bodyBytes * BYTES_PER_BODY_BYTE);
        }

        private void charge(long bytes) {
            ApiError refusal = take(bytes);
            if (refusal != null) {
                throw new ApiException(refusal);
            }
        }

        /** Takes memory; returns the error if there is none, else null. */
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

        /** Takes no memory of the reserve, and returns what the request holds of it. */
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

        /** Ends the reading of the body: this request does not wait for memory any more. */
        public void bodyEnded() {
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
                    "the request and its response need more than the %d bytes of memory for all requests; send or request less at once, or raise semblance.limits.request-memory or the heap"
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
