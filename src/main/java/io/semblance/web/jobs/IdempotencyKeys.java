package io.semblance.web.jobs;

import io.semblance.web.error.ApiException;

/** Checks the keys that make a request safe to repeat. */
public final class IdempotencyKeys {

    private static final int MAX_LENGTH = 200;

    private IdempotencyKeys() {}

    /**
     * The key, which must be 1 to {@value #MAX_LENGTH} printable ASCII characters.
     *
     * @param field name of the header or parameter
     */
    public static String require(String field, String key) {
        if (!key.matches("[\\x21-\\x7e]{1," + MAX_LENGTH + "}")) {
            throw ApiException.invalid(
                    field,
                    "%s must be 1 to %d printable ASCII characters, got: %d characters"
                            .formatted(field, MAX_LENGTH, key.length()));
        }
        return key;
    }
}
