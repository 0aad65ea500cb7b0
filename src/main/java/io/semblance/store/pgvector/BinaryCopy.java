package io.semblance.store.pgvector;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Writes rows into a table by {@code COPY … FORMAT binary}, in PostgreSQL's binary layout: for each
 * row the number of fields, for each field its length and its bytes, all numbers big-endian. Not
 * thread-safe.
 */
final class BinaryCopy implements AutoCloseable {

    private static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
    };

    /** Bytes after which the buffer is sent: large enough that the driver is called rarely. */
    private static final int FLUSH_BYTES = 1 << 16;

    private static final byte JSONB_VERSION = 1;

    private final CopyIn copy;
    private ByteBuffer buffer = ByteBuffer.allocate(2 * FLUSH_BYTES);

    /**
     * Starts a copy.
     *
     * @param target the table and its columns, as COPY spells them
     */
    BinaryCopy(Connection connection, String target) throws SQLException {
        copy =
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY %s FROM STDIN (FORMAT binary)".formatted(target));
        buffer.put(SIGNATURE).putInt(0).putInt(0);
    }

    /** Starts a row. */
    void row(int fields) throws SQLException {
        if (buffer.position() >= FLUSH_BYTES) {
            flush();
        }
        room(Short.BYTES).putShort((short) fields);
    }

    void integer(int value) {
        room(2 * Integer.BYTES).putInt(Integer.BYTES).putInt(value);
    }

    void text(@Nullable String value) {
        if (value == null) {
            room(Integer.BYTES).putInt(-1);
        } else {
            bytes(value.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Writes JSON in UTF-8; null is written as SQL's NULL. */
    void jsonb(byte @Nullable [] json) {
        if (json == null) {
            text(null);
        } else {
            room(Integer.BYTES + 1 + json.length)
                    .putInt(1 + json.length)
                    .put(JSONB_VERSION)
                    .put(json);
        }
    }

    void tsvector(TermVector terms) {
        bytes(terms.toBytes());
    }

    /** Writes a vector of 32-bit floats: its dimension, two unused bytes, its components. */
    void vector(float[] components) {
        vectorHeader(components.length, Float.BYTES);
        for (float component : components) {
            buffer.putFloat(component);
        }
    }

    /**
     * Writes a vector of 16-bit floats (IEEE 754 binary16); each component is rounded to the
     * nearest.
     */
    void halfvec(float[] components) {
        vectorHeader(components.length, Short.BYTES);
        for (float component : components) {
            buffer.putShort(Float.floatToFloat16(component));
        }
    }

    private void vectorHeader(int dimension, int componentBytes) {
        int length = 2 * Short.BYTES + dimension * componentBytes;
        room(Integer.BYTES + length).putInt(length).putShort((short) dimension).putShort((short) 0);
    }

    private void bytes(byte[] value) {
        room(Integer.BYTES + value.length).putInt(value.length).put(value);
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int capacity = Math.addExact(buffer.position(), bytes);
            buffer =
                    ByteBuffer.allocate(Math.max(capacity, 2 * buffer.capacity()))
                            .put(buffer.flip());
        }
        return buffer;
    }

    private void flush() throws SQLException {
        copy.writeToCopy(buffer.array(), 0, buffer.position());
        buffer.clear();
    }

    /** Ends the copy: the rows are in the table when this returns. */
    void end() throws SQLException {
        room(Short.BYTES).putShort((short) -1);
        flush();
        copy.endCopy();
    }

    /** Cancels the copy unless it has ended. */
    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }
}
