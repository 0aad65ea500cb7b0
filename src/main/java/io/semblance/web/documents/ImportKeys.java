package io.semblance.web.documents;

import io.semblance.web.error.ApiException;

import org.jspecify.annotations.Nullable;

/** Checks the header {@code Idempotency-Key}. */
final class ImportKeys {

    private static final String HEADER = "Idempotency-Key";
    private static final int MAX_LENGTH = 200;

    private ImportKeys() {}

    /** The key, which must be 1 to 200 printable ASCII characters; null for none. */
    static @Nullable String require(@Nullable String key) {
        if (key != null && !key.matches("[\\x21-\\x7e]{1," + MAX_LENGTH + "}")) {
            throw ApiException.invalid(
                    HEADER,
                    "%s must be 1 to %d printable ASCII characters, got: %d characters"
                            .formatted(HEADER, MAX_LENGTH, key.length()));
        }
        return key;
    }
}
