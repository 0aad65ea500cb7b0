package io.semblance.value;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The time after which a caller no longer needs a result. Immutable, thread-safe. */
public final class Deadline {

    /** No deadline: it never passes. */
    public static final Deadline NONE = new Deadline(Duration.ofNanos(Long.MAX_VALUE), 0, () -> 0);

    private final Duration allowed;
    private final long endNanos;
    private final LongSupplier clock;

    /**
     * A deadline by the given clock.
     *
     * @param startNanos when the allowed time began, by that clock
     * @param clock nanoseconds from an arbitrary origin, as {@link System#nanoTime()}
     */
    public Deadline(Duration allowed, long startNanos, LongSupplier clock) {
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

    /** The end of the time that a caller allows from now on. */
    public static Deadline after(Duration allowed) {
        return of(allowed, System.nanoTime());
    }

    /** The whole time that the caller allows. */
    public Duration allowed() {
        return allowed;
    }

    /** The time that is left; negative once the deadline has passed. */
    public Duration remaining() {
        return Duration.ofNanos(endNanos - clock.getAsLong());
    }

    /** Whether no time is left. */
    public boolean isPassed() {
        return !remaining().isPositive();
    }

    /**
     * The time that is left, more than zero.
     *
     * @throws DeadlineExceededException if the deadline has passed
     */
    public Duration requireRemaining() {
        Duration remaining = remaining();
        if (!remaining.isPositive()) {
            throw exceeded(null);
        }
        return remaining;
    }

    /**
     * The exception to throw when this deadline has passed.
     *
     * @param cause the failure that showed it; null if there is none
     */
    public DeadlineExceededException exceeded(@Nullable Throwable cause) {
        return new DeadlineExceededException(this, cause);
    }
}
