package io.semblance.ingest.records;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;

/** Reads lines up to a maximum length. A line ends with LF, CR LF or CR. Not thread-safe. */
final class LineReader {

    private static final int BUFFER = 16_384;

    private final Reader source;
    private final int maxLength;
    private final char[] buffer = new char[BUFFER];
    private int position;
    private int limit;
    private long line;
    private boolean afterReturn;

    LineReader(Reader source, int maxLength) {
        this.source = source;
        this.maxLength = maxLength;
    }

    /**
     * A line.
     *
     * @param text without its end; cut if the line is too long
     * @param tooLong whether it is longer than the maximum length
     */
    record Line(long number, String text, boolean tooLong) {}

    /** The next line; null at the end. */
    @Nullable Line next() throws IOException {
        if (!has()) {
            return null;
        }
        line++;
        StringBuilder text = new StringBuilder();
        boolean tooLong = false;
        while (has()) {
            int end = end();
            int room = maxLength - text.length();
            tooLong |= end - position > room;
            text.append(buffer, position, Math.min(end - position, room));
            position = end;
            if (position < limit) {
                afterReturn = buffer[position] == '\r';
                position++;
                return new Line(line, text.toString(), tooLong);
            }
        }
        return new Line(line, text.toString(), tooLong);
    }

    private int end() {
        int end = position;
        while (end < limit && buffer[end] != '\n' && buffer[end] != '\r') {
            end++;
        }
        return end;
    }

    /** Whether a character is left; skips the LF of a CR LF. */
    private boolean has() throws IOException {
        if (position == limit && !fill()) {
            return false;
        }
        if (afterReturn) {
            afterReturn = false;
            if (buffer[position] == '\n') {
                position++;
                return position < limit || fill();
            }
        }
        return true;
    }

    private boolean fill() throws IOException {
        int read = source.read(buffer, 0, buffer.length);
        position = 0;
        limit = Math.max(0, read);
        return read > 0;
    }
}
