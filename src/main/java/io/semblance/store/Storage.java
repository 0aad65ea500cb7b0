package io.semblance.store;

import java.util.Locale;

/** How an index keeps the components of its vectors. */
public enum Storage {
    /** 32-bit floats. */
    VECTOR,
    /** 16-bit floats. */
    HALFVEC,
    /** One bit per component in the graph; its candidates are scored again at full precision. */
    BIT;

    /**
     * The name in configuration and requests, pgvector's own: {@code vector}, {@code halfvec},
     * {@code bit}.
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
