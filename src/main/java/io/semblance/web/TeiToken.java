package io.semblance.web;

import io.semblance.embedding.ModelTokenizer.Token;

import org.jspecify.annotations.Nullable;

/**
 * A token in the answer of {@code POST /tokenize}.
 *
 * @param text what it stands for in the text; of a special token, its name
 * @param start where it begins in the text, in bytes of UTF-8; null if it is special
 * @param stop where it ends
 */
record TeiToken(
        int id, String text, boolean special, @Nullable Integer start, @Nullable Integer stop) {

    static TeiToken of(Token token) {
        return new TeiToken(
                token.id(),
                token.text(),
                token.special(),
                token.special() ? null : token.start(),
                token.special() ? null : token.end());
    }
}
