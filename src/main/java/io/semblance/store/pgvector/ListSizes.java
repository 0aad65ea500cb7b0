package io.semblance.store.pgvector;

import java.util.ArrayList;
import java.util.List;

/**
 * The sizes that lists of chunks have before they are grouped. There are only a few, so that the
 * database can reuse the plans of the statements, and so that a list from the graph always has the
 * same order: the chunks between two sizes are sorted among themselves, independent of the length
 * of the list.
 */
final class ListSizes {

    /**
     * The smallest sizes: 16 and 112 are slightly more than the usual 10 and 100 hits. After the
     * last one, each size is twice the size before.
     */
    private static final List<Integer> SMALLEST = List.of(16, 32, 64, 112);

    private static final int LARGEST = 112 << 22;

    private ListSizes() {}

    /** The smallest size that is at least this number of chunks. */
    static int atLeast(double chunks) {
        for (int size : SMALLEST) {
            if (size >= chunks) {
                return size;
            }
        }
        int size = SMALLEST.getLast();
        while (size < chunks && size < LARGEST) {
            size *= 2;
        }
        return size;
    }

    /** The sizes up to this one, ascending. */
    static List<Integer> upTo(int largest) {
        List<Integer> sizes = new ArrayList<>();
        for (int size = atLeast(1); size <= largest; size = atLeast(size + 1)) {
            sizes.add(size);
            if (size == LARGEST) {
                break;
            }
        }
        return sizes;
    }
}
