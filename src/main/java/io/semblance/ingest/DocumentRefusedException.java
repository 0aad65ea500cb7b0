package io.semblance.ingest;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if a request has an invalid document, or selects documents by an invalid id, filter or
 * cursor.
 */
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

    /** The kind of problem. */
    public Reason reason() {
        return reason;
    }

    /** The invalid field, as in requests: {@code id}, {@code text}, {@code metadata}. */
    public String field() {
        return field;
    }

    /** The kinds of problems. */
    public enum Reason {
        /** The id is missing or too long, or has a control character or a lone surrogate. */
        INVALID_ID,
        /** An earlier document of the same request has this id. */
        DUPLICATE_ID,
        /** The document has no text, no title and no vector. */
        EMPTY_TEXT,
        /** The title or the text has a NUL character or a lone surrogate. */
        INVALID_TEXT,
        /** The title or the text is longer than the limit, or has too many chunks. */
        TEXT_TOO_LONG,
        /** The metadata is larger than the limit. */
        METADATA_TOO_LARGE,
        /** A value of the metadata cannot be stored exactly. */
        INVALID_METADATA,
        /** The vector does not match the collection. */
        INVALID_VECTOR,
        /** The cursor is not one that a list returned. */
        INVALID_CURSOR
    }
}
