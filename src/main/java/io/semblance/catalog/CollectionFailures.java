package io.semblance.catalog;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The reasons why collections cannot be used, as far as this process knows. Thread-safe. */
final class CollectionFailures {

    private static final Logger log = LoggerFactory.getLogger(CollectionFailures.class);

    /** The time before a failed collection is opened again. */
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final ConcurrentMap<String, Failure> failures = new ConcurrentHashMap<>();

    CollectionFailures(MeterRegistry meters) {
        Gauge.builder("semblance.collections.failed", failures, Map::size)
                .description("Collections that cannot be used")
                .register(meters);
    }

    /**
     * A failure.
     *
     * @param indexName of the collection that failed: another one with the same name may be created
     *     later
     * @param nanos when it failed, by System.nanoTime
     */
    private record Failure(String indexName, CollectionFailedException exception, long nanos) {}

    /** Stores a failure, and logs it if its reason differs from the one before. */
    CollectionFailedException add(CollectionRow row, CollectionFailedException exception) {
        Failure before =
                failures.put(
                        row.name(), new Failure(row.indexName(), exception, System.nanoTime()));
        if (before == null || !before.exception.reason().equals(exception.reason())) {
            log.error("{}", exception.getMessage(), unexpected(exception));
        }
        return exception;
    }

    /**
     * The cause, whose stack trace is logged, if the message alone does not explain the failure;
     * otherwise null.
     */
    private static @Nullable Throwable unexpected(CollectionFailedException exception) {
        Throwable cause = exception.getCause();
        return cause == null
                        || cause instanceof IllegalArgumentException
                        || cause.getClass().getName().startsWith("io.semblance.")
                ? null
                : cause;
    }

    /** Removes the failure of a collection that was opened or dropped. */
    void remove(String name) {
        if (failures.remove(name) != null) {
            log.info("The collection '{}' is no longer failed", name);
        }
    }

    /** The failure of this collection; null if it has not failed. */
    @Nullable CollectionFailedException get(CollectionRow row) {
        Failure failure = failures.get(row.name());
        return failure != null && failure.indexName.equals(row.indexName())
                ? failure.exception
                : null;
    }

    /**
     * Returns if a failed collection may be opened again.
     *
     * @throws CollectionFailedException if it failed too recently
     */
    void requireDue(CollectionRow row) {
        CollectionFailedException exception = get(row);
        Failure failure = failures.get(row.name());
        if (exception != null
                && failure != null
                && System.nanoTime() - failure.nanos < RETRY.toNanos()) {
            throw new CollectionFailedException(row.name(), exception.reason(), exception);
        }
    }

    /** The reasons by collection name. */
    Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        failures.forEach((name, failure) -> all.put(name, failure.exception.reason()));
        return all;
    }
}
