package io.semblance.store.analysis;

/**
 * A term of a text in the index.
 *
 * @param text not empty
 * @param counted whether it adds to the length of the text; a term that does not is another form of
 *     one that does
 */
public record IndexTerm(String text, boolean counted) {}
