package io.semblance.web.filter;

import io.semblance.web.error.UnreadableBodyException;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Decompresses a gzip body within limits. {@link GZIPInputStream} recurses for each empty member
 * and reads headers of any length, so a body that decompresses to nothing could overflow the stack
 * or never end. Not thread-safe.
 */
final class GzipBody extends GZIPInputStream {

    private static final int BUFFER_BYTES = 8_192;

    /** Far more than tools write: they write at most one, at the end. */
    private static final int MAX_EMPTY_MEMBERS = 100;

    private int nested;

    /**
     * @param line the compressed body, which stays open
     * @param maxBytes maximum number of compressed bytes
     */
    GzipBody(InputStream line, long maxBytes) throws IOException {
        super(new BoundedLine(line, maxBytes), BUFFER_BYTES);
    }

    /** Recurses after an empty member. */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        nested++;
        try {
            if (nested > MAX_EMPTY_MEMBERS) {
                throw new ZipException("more than " + MAX_EMPTY_MEMBERS + " empty members");
            }
            return super.read(bytes, offset, length);
        } finally {
            nested--;
        }
    }

    /** The compressed body, which fails beyond the limit. */
    private static final class BoundedLine extends FilterInputStream {

        private final long maxBytes;
        private long read;

        BoundedLine(InputStream line, long maxBytes) {
            super(line);
            this.maxBytes = maxBytes;
        }

        @Override
        public int read() throws IOException {
            int one = in.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int bytes) throws UnreadableBodyException {
            read += bytes;
            if (read > maxBytes) {
                throw UnreadableBodyException.tooLarge(maxBytes);
            }
        }

        /** Does nothing, because the server closes its own stream. */
        @Override
        public void close() {}
    }
}
