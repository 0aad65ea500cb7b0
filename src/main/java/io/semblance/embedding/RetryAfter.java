package io.semblance.embedding;

import java.time.Duration;

/** The value of a {@code Retry-After} header (RFC 9110, section 10.2.3). */
final class RetryAfter {

    private static final long MAX_SECONDS = 60;

    private RetryAfter() {}

    /** Rounds an expected wait up to whole seconds, from 1 to {@value #MAX_SECONDS}. */
    static Duration of(Duration wait) {
        double seconds = Math.ceil(wait.toNanos() / 1e9);
        return Duration.ofSeconds(Math.clamp((long) seconds, 1, MAX_SECONDS));
    }
}
