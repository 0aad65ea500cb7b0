package io.semblance.store.pgvector;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells a table that trickles from one that is being loaded: rows that arrive while a graph is
 * built are put into it one by one, so a build in the middle of a load does little that lasts. Not
 * thread-safe.
 */
final class TableGrowth {

    static final Duration PERIOD = Duration.ofMinutes(1);

    private static final double SLOW = 1.2;

    private final Map<IndexTables, Size> sizes = new HashMap<>();

    private record Size(long bytes, long nanos) {}

    /**
     * Takes note of a size, and says whether the table has grown by less than a fifth over the last
     * {@link #PERIOD}; false until it was watched for so long.
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

    /** The load has ended. */
    void forget(IndexTables tables) {
        sizes.remove(tables);
    }
}
