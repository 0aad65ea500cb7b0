package io.semblance.embedding.model;

import io.semblance.value.Sha256;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A model's file on disk, whose content was read once.
 *
 * @param path where it is
 * @param sha256 digest of its content in lower-case hexadecimal
 * @param size in bytes
 * @param dynamicallyQuantized whether it is a graph whose int8 activations are scaled over the
 *     whole batch, so that a text's vector depends on the other texts of its batch
 * @param mayHaveExternalData whether it may be a graph with weights in other files, see {@link
 *     ExternalData}
 */
public record ModelFile(
        Path path,
        String sha256,
        long size,
        boolean dynamicallyQuantized,
        boolean mayHaveExternalData) {

    private static final int BLOCK_BYTES = 1 << 20;
    private static final BytePattern DYNAMIC = new BytePattern("DynamicQuantize");
    private static final BytePattern LOCATION = new BytePattern("location");

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     */
    public static ModelFile read(Path path) throws IOException {
        MessageDigest digest = Sha256.digest();
        boolean dynamic = false;
        boolean location = false;
        long size = 0;
        // The end of a block is kept before the next one, because a name may span both.
        byte[] window = new byte[DYNAMIC.length() - 1 + BLOCK_BYTES];
        int kept = 0;
        try (InputStream in = Files.newInputStream(path)) {
            int read;
            while ((read = in.readNBytes(window, kept, window.length - kept)) > 0) {
                digest.update(window, kept, read);
                size += read;
                int filled = kept + read;
                dynamic = dynamic || DYNAMIC.isIn(window, filled);
                location = location || LOCATION.isIn(window, filled);
                kept = Math.min(DYNAMIC.length() - 1, filled);
                System.arraycopy(window, filled - kept, window, 0, kept);
            }
        }
        return new ModelFile(
                path, HexFormat.of().formatHex(digest.digest()), size, dynamic, location);
    }

    /** Returns a file with the same content in another place. */
    ModelFile at(Path place) {
        return new ModelFile(place, sha256, size, dynamicallyQuantized, mayHaveExternalData);
    }
}
