package io.semblance.store;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** A search was given up because the time it was given is over. What it had found is not told. */
public final class SearchTimeoutException extends StoreException {

    private static final long serialVersionUID = 1L;

    SearchTimeoutException(Duration given, @Nullable Throwable cause) {
        super(
                "the %d ms that the search was given were not enough; give it more time, or ask for less"
                        .formatted(given.toMillis()),
                cause);
    }
}
