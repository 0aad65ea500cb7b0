package io.semblance.tokenization;

/**
 * A token of a text.
 *
 * @param id input id
 * @param text the part of the text that it covers; the name of a special token
 * @param special whether the tokenizer added it ({@code [CLS]}, {@code [SEP]})
 * @param start start offset in the text, in bytes of UTF-8; 0 for a special token
 * @param end end offset, exclusive; 0 for a special token
 */
public record Token(int id, String text, boolean special, int start, int end) {}
