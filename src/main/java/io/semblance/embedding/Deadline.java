package io.semblance.embedding;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The moment after which an answer is of no use. Immutable, thread-safe. */
public final class Deadline {

    private final Duration allowed;
    private final long endNanos;
    private final LongSupplier clock;

    Deadline(Duration allowed, long startNanos, LongSupplier clock) {
        this.allowed = allowed;
        this.endNanos = startNanos + allowed.toNanos();
        this.clock = clock;
    }

    /**
     * The end of the time that a caller allows.
     *
     * @param startNanos when that time began, by {@link System#nanoTime()}
     */
    public static Deadline of(Duration allowed, long startNanos) {
        return new Deadline(allowed, startNanos, System::nanoTime);
    }

    /** All the time that the caller allows. */
    public Duration allowed() {
        return allowed;
    }

    /** What is left of it; negative when it has passed. */
    public Duration remaining() {
        return Duration.ofNanos(endNanos - clock.getAsLong());
    }

    boolean isPassed() {
        return !remaining().isPositive();
    }
}
