package io.semblance;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what is there only for a moment: looked for often, and not for ever. */
public final class TestWaits {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(1);

    private TestWaits() {}

    /**
     * Waits, on this thread, and fails after a minute.
     *
     * @param awaited what does not come then, for people
     */
    public static void until(String awaited, BooleanSupplier reached) {
        await(awaited)
                .atMost(LIMIT)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .until(reached::getAsBoolean);
    }
}
