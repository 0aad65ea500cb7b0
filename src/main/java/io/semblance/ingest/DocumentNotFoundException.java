package io.semblance.ingest;

/** Thrown if a collection has no document with an id. */
public final class DocumentNotFoundException extends IngestException {

    private static final long serialVersionUID = 1L;

    DocumentNotFoundException(String collection, String id) {
        super("there is no document '%s' in the collection '%s'".formatted(id, collection), null);
    }
}
