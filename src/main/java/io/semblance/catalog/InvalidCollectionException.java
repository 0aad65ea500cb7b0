package io.semblance.catalog;

/** A name or definition that no collection can have. */
public final class InvalidCollectionException extends CatalogException {

    private static final long serialVersionUID = 1L;

    private final String field;

    InvalidCollectionException(String field, String message) {
        super(message, null);
        this.field = field;
    }

    /** The part of the definition at fault, as requests spell it. */
    public String field() {
        return field;
    }
}
