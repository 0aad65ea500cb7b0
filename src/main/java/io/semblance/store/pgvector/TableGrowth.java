package io.semblance.store.pgvector;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Distinguishes a table that grows slowly from one that is being loaded. Rows that arrive while a
 * graph is built are inserted into it one by one, so a build during a load saves little time. Not
 * thread-safe.
 */
final class TableGrowth {

    /** The time over which growth is measured. */
    static final Duration PERIOD = Duration.ofMinutes(1);

    /** The factor of growth in {@link #PERIOD} below which a table grows slowly. */
    private static final double SLOW = 1.2;

    private final Map<IndexTables, Size> sizes = new HashMap<>();

    private record Size(long bytes, long nanos) {}

    /**
     * Records a size, and returns whether the table has grown by less than a fifth over the last
     * {@link #PERIOD}; false until it was observed for that time.
     *
     * @param bytes the table's size
     * @param nanos the time, by System.nanoTime
     */
    boolean isSlow(IndexTables tables, long bytes, long nanos) {
        Size before = sizes.computeIfAbsent(tables, _ -> new Size(bytes, nanos));
        if (nanos - before.nanos < PERIOD.toNanos()) {
            return false;
        }
        sizes.put(tables, new Size(bytes, nanos));
        return bytes < SLOW * before.bytes;
    }

    /** Discards the sizes of a table after its load has ended. */
    void forget(IndexTables tables) {
        sizes.remove(tables);
    }
}
