package io.semblance.value;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Creates digests of SHA-256 (FIPS 180-4). */
public final class Sha256 {

    private Sha256() {}

    /** A new digest, which only one thread may use at a time. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
