package io.semblance.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** Reads segments one after another; only one file is open at a time. Not thread-safe. */
final class SegmentStream extends InputStream {

    private final Iterator<Segment> segments;
    private InputStream current = InputStream.nullInputStream();

    /** A part of a body. */
    sealed interface Segment {

        long size() throws IOException;

        InputStream open() throws IOException;

        /** Text in UTF-8, for example the header of a part. */
        record Text(String text) implements Segment {

            private byte[] bytes() {
                return text.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public long size() {
                return bytes().length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes());
            }
        }

        /** The content of a file. */
        record Content(Path file) implements Segment {

            @Override
            public long size() throws IOException {
                return Files.size(file);
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }
        }
    }

    SegmentStream(List<Segment> segments) {
        this.segments = List.copyOf(segments).iterator();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        while (true) {
            int count = current.read(buffer, offset, length);
            if (count >= 0) {
                return count;
            }
            current.close();
            if (!segments.hasNext()) {
                current = InputStream.nullInputStream();
                return -1;
            }
            current = segments.next().open();
        }
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
