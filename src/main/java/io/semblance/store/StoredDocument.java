package io.semblance.store;

/** A stored document as it is read: all but the vectors. */
public record StoredDocument(DocumentHead head, String text) {}
