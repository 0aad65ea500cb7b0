package io.semblance.ingest.records;

import org.jspecify.annotations.Nullable;

/** Thrown if a file as a whole cannot be read in its format. */
public final class MalformedFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedFileException(String message) {
        this(message, null);
    }

    MalformedFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
