package io.semblance.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Idempotency keys of uploads. The same files with the same options have the same key, so that a
 * repeated command continues with the job that exists.
 */
final class UploadKey {

    private static final int BUFFER_BYTES = 1 << 16;

    private UploadKey() {}

    /** A key that no other upload has. */
    static String random() {
        return "import-" + UUID.randomUUID();
    }

    /**
     * The key of an upload: size and SHA-256 of its bytes and options.
     *
     * @param options the query of the request
     * @throws CommandException if a file cannot be read
     */
    static String of(Upload upload, String options, Progress progress) {
        try (InputStream body = upload.open()) {
            long size = upload.size();
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String settings = "%s\n%s\n%s\n".formatted(upload.format(), upload.gzip(), options);
            digest.update(settings.getBytes(StandardCharsets.UTF_8));
            byte[] buffer = new byte[BUFFER_BYTES];
            long read = 0;
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                digest.update(buffer, 0, count);
                read += count;
                progress.show(
                        upload.name(),
                        size == 0 ? Progress.UNKNOWN : (double) read / size,
                        "reading, " + Display.bytes(read));
            }
            return "import-%d-%s".formatted(size, HexFormat.of().formatHex(digest.digest()));
        } catch (IOException e) {
            throw new CommandException(
                    "%s cannot be read: %s".formatted(upload.name(), e.getMessage()), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
