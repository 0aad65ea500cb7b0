package io.semblance.catalog;

/** Thrown if a collection name or setting is not valid. */
public final class InvalidCollectionException extends CatalogException {

    private static final long serialVersionUID = 1L;

    private final String field;

    InvalidCollectionException(String field, String message) {
        super(message, null);
        this.field = field;
    }

    /** The name of the invalid field in a request. */
    public String field() {
        return field;
    }
}
