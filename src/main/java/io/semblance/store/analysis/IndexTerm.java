package io.semblance.store.analysis;

/**
 * A term of a text, as an index keeps it.
 *
 * @param text not empty
 * @param counted whether it adds to the length of the text; other terms are further forms of one
 *     that does
 */
public record IndexTerm(String text, boolean counted) {}
