package io.semblance.value;

/**
 * The range of integers in which every integer is exact as a 64-bit float: from -2^53 to 2^53.
 * Metadata and filters contain no integers outside of it.
 */
public final class ExactIntegers {

    /** The largest integer of the range, 2^53. */
    public static final long MAX = 1L << 53;

    private ExactIntegers() {}

    /** Whether an integer is in the range. */
    public static boolean contain(long integer) {
        return integer >= -MAX && integer <= MAX;
    }
}
