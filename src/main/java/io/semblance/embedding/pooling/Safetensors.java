package io.semblance.embedding.pooling;

import io.semblance.value.Sha256;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The weights of a small module, read from a file in the safetensors format: the length of the
 * header in 8 bytes, a JSON header, and the bytes of the tensors, all little-endian.
 */
final class Safetensors {

    private static final String NAME = "model.safetensors";
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Maximum size of a file. A module that follows pooling has some megabytes. */
    private static final long MAX_BYTES = 1L << 30;

    private static final int FLOAT32_SHIFT = 16;

    private final Path file;
    private final JsonNode header;
    private final ByteBuffer data;

    private Safetensors(Path file, JsonNode header, ByteBuffer data) {
        this.file = file;
        this.header = header;
        this.data = data;
    }

    /** Returns why a module's folder has no weights that can be read; null if it has. */
    static @Nullable String problem(Path folder) {
        if (Files.isRegularFile(folder.resolve(NAME))) {
            return null;
        }
        return Files.isRegularFile(folder.resolve("pytorch_model.bin"))
                ? "the module %s has its weights in pytorch_model.bin, which is not supported; expected %s"
                        .formatted(folder.getFileName(), NAME)
                : "the module %s has no file %s".formatted(folder.getFileName(), NAME);
    }

    /** Returns the SHA-256 digest of a module's weights. */
    static String digest(Path folder) {
        MessageDigest digest = Sha256.digest();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            Files.copy(folder.resolve(NAME), out);
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw unreadable(folder.resolve(NAME), e);
        }
    }

    /**
     * Reads a module's weights.
     *
     * @throws IllegalArgumentException if they cannot be read
     */
    static Safetensors read(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "%s has %d bytes; expected at most %d"
                                .formatted(file, Files.size(file), MAX_BYTES));
            }
            ByteBuffer bytes =
                    ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            long length = bytes.remaining() < Long.BYTES ? -1 : bytes.getLong();
            if (length < 0 || length > bytes.remaining()) {
                throw new IllegalArgumentException(file + " is damaged or cut short");
            }
            byte[] header = new byte[(int) length];
            bytes.get(header);
            return new Safetensors(
                    file,
                    JSON.readTree(new String(header, StandardCharsets.UTF_8)),
                    bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException | JacksonException e) {
            throw unreadable(file, e);
        }
    }

    private static IllegalArgumentException unreadable(Path file, Exception cause) {
        return new IllegalArgumentException(
                "%s cannot be read: %s".formatted(file, cause.getMessage()), cause);
    }

    /**
     * Returns a tensor as float32, row by row.
     *
     * @throws IllegalArgumentException if there is no such tensor of this shape and a supported
     *     type
     */
    float[] tensor(String name, int... shape) {
        JsonNode described = header.path(name);
        List<Integer> found =
                described.path("shape").valueStream().map(size -> size.asInt(-1)).toList();
        if (!found.equals(Arrays.stream(shape).boxed().toList())) {
            throw new IllegalArgumentException(
                    "%s has %s for '%s'; expected the shape %s"
                            .formatted(
                                    file,
                                    described.isMissingNode() ? "nothing" : "the shape " + found,
                                    name,
                                    Arrays.toString(shape)));
        }
        String type = described.path("dtype").asString("");
        int size =
                switch (type) {
                    case "F32" -> Float.BYTES;
                    case "F16", "BF16" -> Short.BYTES;
                    default ->
                            throw new IllegalArgumentException(
                                    "%s has '%s' as %s; expected F32, F16 or BF16"
                                            .formatted(file, name, type));
                };
        int from = described.path("data_offsets").path(0).asInt(-1);
        float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        if (from < 0 || from + (long) values.length * size > data.limit()) {
            throw new IllegalArgumentException(file + " is damaged or cut short");
        }
        for (int i = 0; i < values.length; i++) {
            int at = from + i * size;
            values[i] =
                    switch (type) {
                        case "F32" -> data.getFloat(at);
                        case "F16" -> Float.float16ToFloat(data.getShort(at));
                        default -> Float.intBitsToFloat(data.getShort(at) << FLOAT32_SHIFT);
                    };
        }
        return values;
    }
}
