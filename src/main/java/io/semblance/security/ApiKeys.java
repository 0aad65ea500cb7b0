package io.semblance.security;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The keys that open the service; none means that it is open. Immutable. */
public final class ApiKeys {

    private final byte @Nullable [] key;

    ApiKeys(@Nullable String key) {
        this.key = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a request must carry a key. */
    public boolean required() {
        return key != null;
    }

    /** Whether this key opens the service; takes the same time for any wrong key. */
    public boolean accepts(@Nullable String presented) {
        return key == null
                || (presented != null
                        && MessageDigest.isEqual(key, presented.getBytes(StandardCharsets.UTF_8)));
    }
}
