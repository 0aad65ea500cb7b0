package io.semblance.tokenization;

/**
 * A part of a text that has one of its ends.
 *
 * @param text the part
 * @param uncertainTokens how many tokens at the cut may differ from those within the whole text
 * @param whole whether it is the whole text
 */
public record TextEnd(String text, int uncertainTokens, boolean whole) {}
