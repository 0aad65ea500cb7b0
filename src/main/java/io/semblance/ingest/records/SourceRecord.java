package io.semblance.ingest.records;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** A record of a file, or why it cannot be read. */
public sealed interface SourceRecord {

    /** The line of the file at which the record begins, from 1. */
    long line();

    /**
     * A record.
     *
     * @param fields JSON values by name, in the order of the file
     */
    record Fields(long line, Map<String, @Nullable Object> fields) implements SourceRecord {}

    /**
     * A record that cannot be read.
     *
     * @param detail what is wrong with it, in words
     */
    record Unreadable(long line, Problem problem, String detail) implements SourceRecord {}

    /** The kinds of problems. */
    enum Problem {
        /** The line or element is not JSON. */
        MALFORMED_JSON,
        /** The row has a quote that is not closed, or text after a closing quote. */
        MALFORMED_CSV,
        /** The row has more columns than the header. */
        TOO_MANY_COLUMNS,
        /** The line is empty. */
        EMPTY_LINE,
        /** The record is not an object, or a value has another type than its column. */
        INVALID_VALUE,
        /** The record is not in the encoding of the file. */
        INVALID_ENCODING,
        /** The record is longer than the limit. */
        RECORD_TOO_LARGE
    }
}
