package io.semblance.embedding;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A model's file on disk, read once from end to end.
 *
 * @param sha256 in lower-case hexadecimal
 * @param size in bytes
 * @param dynamicallyQuantized whether it is a graph whose int8 activations take their scale from
 *     the whole batch, so that a text's vector depends on its neighbours
 */
record ModelFile(Path path, String sha256, long size, boolean dynamicallyQuantized) {

    private static final int BLOCK_BYTES = 1 << 20;
    private static final byte[] DYNAMIC = "DynamicQuantize".getBytes(StandardCharsets.US_ASCII);

    /** Reads a file. */
    static ModelFile read(Path path) throws IOException {
        MessageDigest digest = digest();
        boolean dynamic = false;
        long size = 0;
        // The end of a block is kept before the next one: the name may lie across.
        byte[] window = new byte[DYNAMIC.length - 1 + BLOCK_BYTES];
        int kept = 0;
        try (InputStream in = Files.newInputStream(path)) {
            int read;
            while ((read = in.readNBytes(window, kept, window.length - kept)) > 0) {
                digest.update(window, kept, read);
                size += read;
                int filled = kept + read;
                dynamic = dynamic || contains(window, filled);
                kept = Math.min(DYNAMIC.length - 1, filled);
                System.arraycopy(window, filled - kept, window, 0, kept);
            }
        }
        return new ModelFile(path, HexFormat.of().formatHex(digest.digest()), size, dynamic);
    }

    private static boolean contains(byte[] bytes, int length) {
        for (int i = 0; i <= length - DYNAMIC.length; i++) {
            if (bytes[i] == DYNAMIC[0] && matches(bytes, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] bytes, int from) {
        for (int i = 1; i < DYNAMIC.length; i++) {
            if (bytes[from + i] != DYNAMIC[i]) {
                return false;
            }
        }
        return true;
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
