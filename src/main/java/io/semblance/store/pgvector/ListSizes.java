package io.semblance.store.pgvector;

import java.util.ArrayList;
import java.util.List;

/**
 * The sizes that lists of chunks have before they are grouped. They are few, so that the database
 * keeps the plans of the statements, and so that a list from the graph is always in the same order:
 * what lies between two sizes is sorted among itself, however long the list is.
 */
final class ListSizes {

    /**
     * For 10 and 100 hits with little over them; from the last on, each is twice the one before.
     */
    private static final List<Integer> SMALLEST = List.of(16, 32, 64, 112);

    private static final int LARGEST = 112 << 22;

    private ListSizes() {}

    /** The least size that has room for so many chunks. */
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
