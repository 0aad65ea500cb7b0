package io.semblance.store;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * The time that a search has, from the moment that its store was asked; for stores. Once it is up
 * it stays so. Immutable, thread-safe.
 */
public final class SearchTime {

    private final @Nullable Duration given;
    private final long startNanos;

    private SearchTime(@Nullable Duration given) {
        this.given = given;
        this.startNanos = given == null ? 0 : System.nanoTime();
    }

    /** The time that a search has from now on. */
    public static SearchTime of(SearchRequest request) {
        return new SearchTime(request.timeout());
    }

    private @Nullable Duration left() {
        return given == null ? null : given.minusNanos(System.nanoTime() - startNanos);
    }

    /** Whether it has an end. */
    public boolean isLimited() {
        return given != null;
    }

    /** Whether it is over. */
    public boolean isUp() {
        Duration left = left();
        return left != null && !left.isPositive();
    }

    /**
     * What is left of it, more than nothing; null if it has no end.
     *
     * @throws SearchTimeoutException if it is over
     */
    public @Nullable Duration requireLeft() {
        Duration left = left();
        if (left != null && !left.isPositive()) {
            throw exceeded(null);
        }
        return left;
    }

    /**
     * What to throw when the time is up.
     *
     * @param cause by which that became known; null if there is none
     * @throws IllegalStateException if the time has no end
     */
    public SearchTimeoutException exceeded(@Nullable Throwable cause) {
        if (given == null) {
            throw new IllegalStateException("a time without an end cannot be up", cause);
        }
        return new SearchTimeoutException(given, cause);
    }
}
