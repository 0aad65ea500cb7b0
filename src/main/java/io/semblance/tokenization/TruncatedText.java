package io.semblance.tokenization;

/**
 * The beginning or the end of a text, truncated before tokenization because the rest would be
 * removed anyway.
 *
 * @param text the part that is left
 * @param uncertainTokens the number of tokens at the cut that may differ from those of the whole
 *     text
 * @param whole whether nothing was removed
 */
public record TruncatedText(String text, int uncertainTokens, boolean whole) {}
