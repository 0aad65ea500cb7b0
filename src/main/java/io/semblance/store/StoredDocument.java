package io.semblance.store;

/** A stored document as it is read: everything except the vectors. */
public record StoredDocument(DocumentSummary summary, String text) {}
