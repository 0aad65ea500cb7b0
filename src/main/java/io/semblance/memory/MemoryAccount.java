package io.semblance.memory;

import org.jspecify.annotations.Nullable;

import java.util.function.LongConsumer;

/**
 * Accounts for the heap of the request that the current thread handles. Code that reads large data
 * for a request, such as the text of a document, charges it here; a request that would use too much
 * is refused. Without an account nothing is charged. Thread-safe.
 */
public final class MemoryAccount {

    /** A code unit of a text, in UTF-16 and in UTF-8. */
    private static final int BYTES_PER_UNIT = 4;

    private static final ThreadLocal<@Nullable LongConsumer> CURRENT = new ThreadLocal<>();

    private MemoryAccount() {}

    /**
     * Sets the account of the current thread, until {@link #close()}.
     *
     * @param account accepts a number of bytes, or throws if there is not enough memory
     */
    public static void open(LongConsumer account) {
        CURRENT.set(account);
    }

    /** Removes the account of the current thread. */
    public static void close() {
        CURRENT.remove();
    }

    /**
     * Charges bytes to the current thread's account; throws the account's exception if there is not
     * enough memory.
     *
     * @param bytes at least 0
     */
    public static void charge(long bytes) {
        LongConsumer account = CURRENT.get();
        if (account != null) {
            account.accept(bytes);
        }
    }

    /** Charges a text that was read for a response, and returns it. */
    public static String charged(String text) {
        charge((long) BYTES_PER_UNIT * text.length());
        return text;
    }
}
