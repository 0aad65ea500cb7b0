package io.semblance.web.filter;

import io.semblance.web.error.ApiError;
import io.semblance.web.error.UnreadableBodyException;
import io.semblance.web.limit.RequestMemory;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** A body that fails beyond the size limit or without memory for it. Not thread-safe. */
final class LimitedBody extends ServletInputStream {

    private final InputStream content;
    private final ServletInputStream line;
    private final long maxBytes;
    private final RequestMemory.@Nullable Lease lease;
    private long read;

    /**
     * @param content the body to read and count
     * @param line the body as the server receives it; the same stream unless it is compressed
     * @param maxBytes maximum number of bytes of {@code content}
     * @param lease takes memory for the bytes read; null if they are not kept
     */
    LimitedBody(
            InputStream content,
            ServletInputStream line,
            long maxBytes,
            RequestMemory.@Nullable Lease lease) {
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
        if (lease != null) {
            take(lease, count);
        }
        return count;
    }

    private static void take(RequestMemory.Lease lease, int count) throws IOException {
        if (count < 0) {
            lease.bodyEnded();
        }
        ApiError refusal = lease.takeForBody(Math.max(0, count));
        if (refusal != null) {
            throw new UnreadableBodyException(refusal);
        }
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
