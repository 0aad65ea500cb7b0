package io.semblance.tokenization;

/**
 * A token of a text.
 *
 * @param id input id
 * @param text what it stands for in the text; of a special token, its name
 * @param special whether the tokenizer has added it ({@code [CLS]}, {@code [SEP]})
 * @param start where it begins in the text, in bytes of UTF-8; 0 of a special token
 * @param end where it ends
 */
public record Token(int id, String text, boolean special, int start, int end) {}
