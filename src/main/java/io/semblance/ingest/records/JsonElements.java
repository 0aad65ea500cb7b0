package io.semblance.ingest.records;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;

/**
 * Splits a JSON array into the texts of its elements, so that an element that is too long or cannot
 * be read does not affect the next one. Only strings and brackets are followed; the texts are not
 * checked. Not thread-safe.
 */
final class JsonElements {

    private static final int BUFFER = 16_384;
    private static final int END = -1;

    private final Reader source;
    private final int maxLength;
    private final char[] buffer = new char[BUFFER];
    private int position;
    private int limit;
    private long line = 1;
    private int column = 1;
    private boolean afterReturn;
    private boolean started;

    JsonElements(Reader source, int maxLength) {
        this.source = source;
        this.maxLength = maxLength;
    }

    /**
     * An element.
     *
     * @param line where it begins, from 1
     * @param column where it begins, from 1
     * @param text cut if the element is too long
     * @param tooLong whether it is longer than the maximum length
     */
    record Element(long line, int column, String text, boolean tooLong) {}

    /**
     * The next element; null after the last one.
     *
     * @throws MalformedFileException if the file is not an array
     */
    @Nullable Element next() throws IOException {
        int mark = skipSpace();
        if (!started) {
            started = true;
            if (mark != '[') {
                throw new MalformedFileException(
                        "a JSON file must be an array of objects; send one object per line as"
                                + " application/x-ndjson");
            }
            advance();
            return skipSpace() == ']' ? end() : element();
        }
        if (mark == ']') {
            return end();
        }
        if (mark != ',') {
            throw malformed(mark == END ? "it ends too early" : "a comma is missing");
        }
        advance();
        return element();
    }

    private @Nullable Element end() throws IOException {
        advance();
        if (skipSpace() != END) {
            throw new MalformedFileException(
                    "the file has something after its JSON array at line %d; nothing was imported"
                            .formatted(line));
        }
        return null;
    }

    private Element element() throws IOException {
        int first = skipSpace();
        if (first == END || first == ',' || first == ']' || first == '}') {
            throw malformed(first == END ? "it ends too early" : "an element is missing");
        }
        long startLine = line;
        int startColumn = column;
        StringBuilder text = new StringBuilder();
        boolean tooLong = false;
        Nesting nesting = new Nesting();
        for (int next = first; !nesting.endsBefore(next); next = peek()) {
            if (next == END) {
                throw malformed("it ends too early");
            }
            if (text.length() < maxLength) {
                text.append((char) next);
            } else {
                tooLong = true;
            }
            nesting.add((char) next);
            advance();
        }
        return new Element(startLine, startColumn, text.toString(), tooLong);
    }

    /** How deep a position in an element is. */
    private static final class Nesting {

        private int depth;
        private boolean quoted;
        private boolean escaped;
        private boolean complete;

        /** Whether the element ends before a character: a number or word ends with the next one. */
        boolean endsBefore(int next) {
            boolean delimiter = next == END || next == ',' || next == ']' || isSpace(next);
            return complete || (depth == 0 && !quoted && delimiter);
        }

        void add(char next) {
            if (escaped) {
                escaped = false;
            } else if (quoted) {
                escaped = next == '\\';
                quoted = next != '"';
                complete = !quoted && depth == 0;
            } else {
                switch (next) {
                    case '"' -> quoted = true;
                    case '{', '[' -> depth++;
                    case '}', ']' -> {
                        depth--;
                        complete = depth <= 0;
                    }
                    default -> {}
                }
            }
        }
    }

    private MalformedFileException malformed(String problem) {
        return new MalformedFileException(
                "the file is not valid JSON at line %d: %s (column %d); nothing was imported"
                        .formatted(line, problem, column));
    }

    private static boolean isSpace(int unit) {
        return unit == ' ' || unit == '\n' || unit == '\r' || unit == '\t';
    }

    /** Skips white space, and returns what follows, {@link #END} at the end. */
    private int skipSpace() throws IOException {
        int next = peek();
        while (isSpace(next)) {
            advance();
            next = peek();
        }
        return next;
    }

    private int peek() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, source.read(buffer, 0, buffer.length));
        }
        return position == limit ? END : buffer[position];
    }

    /** Goes to the character after the one that {@link #peek} returned. */
    private void advance() {
        char passed = buffer[position];
        position++;
        if (passed == '\n' && afterReturn) {
            afterReturn = false;
            return;
        }
        afterReturn = passed == '\r';
        if (passed == '\n' || afterReturn) {
            line++;
            column = 1;
        } else {
            column++;
        }
    }
}
