package io.semblance.web.tei;

import io.semblance.embedding.ModelTokenizer.Token;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

/**
 * A token in the response of {@code POST /tokenize}.
 *
 * @param text the part of the text; the name of a special token
 * @param start start offset in the text, in bytes of UTF-8; null for a special token
 * @param stop end offset, exclusive
 */
@Schema(name = "TeiToken")
record TokenView(
        int id, String text, boolean special, @Nullable Integer start, @Nullable Integer stop) {

    static TokenView of(Token token) {
        return new TokenView(
                token.id(),
                token.text(),
                token.special(),
                token.special() ? null : token.start(),
                token.special() ? null : token.end());
    }
}
