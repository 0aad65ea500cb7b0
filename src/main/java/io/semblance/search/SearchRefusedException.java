package io.semblance.search;

import org.jspecify.annotations.Nullable;

/** A search that cannot be. */
public final class SearchRefusedException extends SearchException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String field;

    SearchRefusedException(Reason reason, String field, String message) {
        this(reason, field, message, null);
    }

    SearchRefusedException(Reason reason, String field, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.field = field;
    }

    /** What is wrong. */
    public Reason reason() {
        return reason;
    }

    /** The part at fault, as requests spell it. */
    public String field() {
        return field;
    }

    /** What can be wrong. */
    public enum Reason {
        /** There is neither query nor vector, or not the one that the mode needs. */
        MISSING_FIELD,
        /** The query is empty or blank. */
        EMPTY_TEXT,
        /** The query has a NUL or a lone surrogate. */
        INVALID_TEXT,
        /** The query is longer than the limit. */
        TEXT_TOO_LONG,
        /** The vector does not fit the collection. */
        INVALID_VECTOR,
        /** The filter cannot be read. */
        INVALID_FILTER,
        /** A number is out of bounds, or two fields contradict each other. */
        INVALID_VALUE
    }
}
