package io.semblance.ingest;

/** Thrown if too many imports are being received. */
public final class TooManyImportsException extends IngestException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param limit maximum number of uploads
     */
    public TooManyImportsException(int limit) {
        super(
                "%d imports are being received, the limit is %1$d; retry later or raise semblance.imports.uploads"
                        .formatted(limit),
                null);
    }
}
