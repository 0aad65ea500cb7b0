package io.semblance.web;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Inflates a body. Java's stream calls itself for each member of a gzip file that is empty, and
 * reads a header as long as it is, so a body that inflates to nothing could fill the stack or never
 * end. Not thread-safe.
 */
final class GzipBody extends GZIPInputStream {

    private static final int BUFFER_BYTES = 8_192;

    /** Far more than tools write, which is one at the end. */
    private static final int MAX_EMPTY_MEMBERS = 100;

    private int nested;

    /**
     * @param line where the body comes from; it stays open
     * @param maxBytes of it that are read
     */
    GzipBody(InputStream line, long maxBytes) throws IOException {
        super(new BoundedLine(line, maxBytes), BUFFER_BYTES);
    }

    /** Called by itself after a member that was empty. */
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

    /** What a client sends, as far as the limit. */
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

        /** The server closes its own stream. */
        @Override
        public void close() {}
    }
}
