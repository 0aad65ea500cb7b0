package io.semblance.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Waiting times between attempts, each twice the previous one.
 *
 * @param first the time after the first attempt
 * @param longest no waiting time is longer
 */
record Backoff(Duration first, Duration longest) {

    static final Backoff OF_REQUESTS = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    private static final int MAX_DOUBLINGS = 20;

    /**
     * Returns the time to wait after an attempt.
     *
     * @param attempt from 1
     */
    Duration after(int attempt) {
        Duration wait = first.multipliedBy(1L << Math.min(attempt - 1, MAX_DOUBLINGS));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }

    /** Waits on this thread. */
    static void await(Duration wait) {
        try {
            TimeUnit.MILLISECONDS.sleep(wait.toMillis());
        } catch (InterruptedException e) {
            throw CommandException.interrupted(e);
        }
    }
}
