package io.semblance.memory;

import org.jspecify.annotations.Nullable;

import java.util.function.LongConsumer;

/**
 * The account of the request that a thread works on. Whoever reads something large for a request,
 * such as the text of a document, charges it here; a request that would take too much is refused.
 * Work without an account is not charged. Thread-safe.
 */
public final class MemoryAccount {

    /** A code unit of a text, in UTF-16 and in UTF-8. */
    private static final int BYTES_PER_UNIT = 4;

    private static final ThreadLocal<@Nullable LongConsumer> CURRENT = new ThreadLocal<>();

    private MemoryAccount() {}

    /**
     * Gives this thread an account, until {@link #close()}.
     *
     * @param account takes bytes, or throws if there are no more
     */
    public static void open(LongConsumer account) {
        CURRENT.set(account);
    }

    /** Takes the account from this thread. */
    public static void close() {
        CURRENT.remove();
    }

    /**
     * Charges bytes to this thread's account; throws what the account throws if there is no room.
     *
     * @param bytes at least 0
     */
    public static void charge(long bytes) {
        LongConsumer account = CURRENT.get();
        if (account != null) {
            account.accept(bytes);
        }
    }

    /** Charges a text that was read for an answer. */
    public static String charged(String text) {
        charge((long) BYTES_PER_UNIT * text.length());
        return text;
    }
}
