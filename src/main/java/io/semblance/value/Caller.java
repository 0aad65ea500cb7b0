package io.semblance.value;

import java.util.function.BooleanSupplier;

/**
 * The party that waits for a result. Work for a caller that no longer waits is dropped.
 *
 * @param deadline the time after which the caller no longer needs the result; {@link Deadline#NONE}
 *     if there is no such time
 * @param gone whether the caller has left; polled only by the calling thread, and only until its
 *     call returns
 */
public record Caller(Deadline deadline, BooleanSupplier gone) {

    /** A caller that waits without a deadline and never leaves. */
    public static final Caller NO_DEADLINE = new Caller(Deadline.NONE, () -> false);

    /** Whether the deadline has passed. */
    public boolean isLate() {
        return deadline.isPassed();
    }

    /**
     * Checks that the caller still waits.
     *
     * @throws DeadlineExceededException if the deadline has passed
     * @throws CallerGoneException if the caller has left
     */
    public void requireWaiting() {
        requireTime();
        if (gone.getAsBoolean()) {
            throw new CallerGoneException();
        }
    }

    /**
     * Checks that the deadline has not passed.
     *
     * @throws DeadlineExceededException if it has
     */
    public void requireTime() {
        deadline.requireRemaining();
    }
}
