package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

import java.util.function.BooleanSupplier;

/**
 * Who waits for embeddings: how long, and whether still. Texts of a caller who does not wait any
 * more leave the queue.
 *
 * @param deadline after which the answer is of no use; null if it always is
 * @param gone whether the caller has left; called from time to time, only by the thread that called
 *     the engine and only until that call returns
 */
public record Caller(@Nullable Deadline deadline, BooleanSupplier gone) {

    /** A caller who waits as long as it takes. */
    public static final Caller PATIENT = new Caller(null, () -> false);

    boolean isLate() {
        return deadline != null && deadline.isPassed();
    }

    /**
     * Throws if nobody waits any more.
     *
     * @throws DeadlineExceededException if the time that the caller allows has passed
     * @throws CallerGoneException if the caller has left
     */
    public void requireWaiting() {
        requireTime();
        if (gone.getAsBoolean()) {
            throw new CallerGoneException();
        }
    }

    /**
     * Throws if the time that the caller allows has passed.
     *
     * @throws DeadlineExceededException if it has
     */
    void requireTime() {
        if (deadline != null && deadline.isPassed()) {
            throw new DeadlineExceededException(deadline);
        }
    }
}
