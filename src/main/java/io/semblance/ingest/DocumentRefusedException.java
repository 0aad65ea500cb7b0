package io.semblance.ingest;

import org.jspecify.annotations.Nullable;

/** What was sent cannot be a document, or cannot select one. */
public final class DocumentRefusedException extends IngestException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String field;

    DocumentRefusedException(Reason reason, String field, String message) {
        this(reason, field, message, null);
    }

    DocumentRefusedException(
            Reason reason, String field, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.field = field;
    }

    /** What is wrong. */
    public Reason reason() {
        return reason;
    }

    /** The part at fault, as requests spell it: {@code id}, {@code text}, {@code metadata}. */
    public String field() {
        return field;
    }

    /** What can be wrong. */
    public enum Reason {
        /** The id is missing or too long, or has a control character or a lone surrogate. */
        INVALID_ID,
        /** The same request has a document of this id before. */
        DUPLICATE_ID,
        /** There is neither text nor vector. */
        EMPTY_TEXT,
        /** Title or text have a NUL or a lone surrogate. */
        INVALID_TEXT,
        /** Title or text are longer than the limit. */
        TEXT_TOO_LONG,
        /** The metadata are larger than the limit. */
        METADATA_TOO_LARGE,
        /** A value of the metadata cannot be kept as it is. */
        INVALID_METADATA,
        /** The vector does not fit the collection. */
        INVALID_VECTOR,
        /** The filter cannot be read. */
        INVALID_FILTER,
        /** The cursor is none that a list returned. */
        INVALID_CURSOR
    }
}
