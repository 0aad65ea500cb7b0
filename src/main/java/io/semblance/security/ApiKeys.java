package io.semblance.security;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The API key that requests must have; without one, no key is required. Immutable. */
public final class ApiKeys {

    private final byte @Nullable [] key;

    ApiKeys(@Nullable String key) {
        this.key = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether an API key is required. */
    public boolean required() {
        return key != null;
    }

    /**
     * Whether this key is valid, or no key is required. The comparison takes the same time for any
     * wrong key.
     */
    public boolean accepts(@Nullable String presented) {
        return key == null
                || (presented != null
                        && MessageDigest.isEqual(key, presented.getBytes(StandardCharsets.UTF_8)));
    }
}
