package io.semblance.ingest;

import org.jspecify.annotations.Nullable;

/** Thrown if a document cannot be written, read or found. */
public abstract sealed class IngestException extends RuntimeException
        permits DocumentNotFoundException, DocumentRefusedException, TooManyImportsException {

    private static final long serialVersionUID = 1L;

    IngestException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
