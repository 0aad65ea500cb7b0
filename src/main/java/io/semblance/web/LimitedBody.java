package io.semblance.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** A body that is read as far as the limit, and no further. Not thread-safe. */
final class LimitedBody extends ServletInputStream {

    private final InputStream content;
    private final ServletInputStream line;
    private final long maxBytes;
    private final RequestMemory.Lease lease;
    private long read;

    /**
     * @param content what is read and counted
     * @param line where it comes from; the same, unless it is inflated on the way
     * @param lease that takes memory for what is read
     */
    LimitedBody(
            InputStream content,
            ServletInputStream line,
            long maxBytes,
            RequestMemory.Lease lease) {
        this.content = content;
        this.line = line;
        this.maxBytes = maxBytes;
        this.lease = lease;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = readContent(bytes, offset, length);
        read += Math.max(0, count);
        if (read > maxBytes) {
            throw UnreadableBodyException.tooLarge(maxBytes);
        }
        if (count < 0) {
            lease.bodyEnded();
        }
        ApiError refusal = lease.takeForBody(Math.max(0, count));
        if (refusal != null) {
            throw new UnreadableBodyException(refusal);
        }
        return count;
    }

    private int readContent(byte[] bytes, int offset, int length) throws IOException {
        try {
            return content.read(bytes, offset, length);
        } catch (ZipException | EOFException e) {
            throw UnreadableBodyException.notGzip();
        }
    }

    @Override
    public boolean isFinished() {
        return line.isFinished();
    }

    @Override
    public boolean isReady() {
        return line.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        line.setReadListener(listener);
    }
}
