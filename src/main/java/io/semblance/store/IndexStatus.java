package io.semblance.store;

/**
 * The state and size of an index.
 *
 * @param state {@code ready} when every search may use the index, otherwise the work that is not
 *     finished yet
 * @param sizeBytes its size on disk
 */
public record IndexStatus(String state, long documents, long chunks, long sizeBytes) {}
