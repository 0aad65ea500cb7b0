package io.semblance.search;

import org.jspecify.annotations.Nullable;

/** Thrown if the query of a search is not valid. */
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

    /** Why the query is not valid. */
    public Reason reason() {
        return reason;
    }

    /** The name of the invalid field in a request. */
    public String field() {
        return field;
    }

    /** The reasons for which a query is refused. */
    public enum Reason {
        /** The query text or the vector that the mode needs is missing. */
        MISSING_FIELD,
        /** The query is empty or blank. */
        EMPTY_TEXT,
        /** The query contains a NUL character or a lone surrogate. */
        INVALID_TEXT,
        /** The query exceeds the limit of characters. */
        TEXT_TOO_LONG,
        /** The vector does not fit the collection. */
        INVALID_VECTOR,
        /** A number is out of bounds, or two fields contradict each other. */
        INVALID_VALUE
    }
}
