package io.semblance.store;

/**
 * An index in figures.
 *
 * @param state {@code ready} when every search may use the index, otherwise what it waits for
 * @param sizeBytes what it takes on disk
 */
public record IndexStatus(String state, long documents, long chunks, long sizeBytes) {}
