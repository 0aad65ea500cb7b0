package io.semblance.store.filter;

import io.semblance.store.filter.FilterLexer.Kind;
import io.semblance.store.filter.FilterLexer.Token;

import java.util.List;

/** The tokens of a filter string, read one after the other. */
final class FilterTokens {

    /** An END last, which is never passed. */
    private final List<Token> tokens;

    private int position;

    FilterTokens(String text) {
        this.tokens = new FilterLexer(text).tokens();
    }

    /** The next one, which stays the next. */
    Token peek() {
        return peek(0);
    }

    /** One that comes after so many others; the END if there are not so many. */
    Token peek(int ahead) {
        return tokens.get(Math.min(position + ahead, tokens.size() - 1));
    }

    /** Goes past the next one. */
    void skip() {
        position++;
    }

    /** Goes past this symbol if it is the next one. */
    boolean accept(String symbol) {
        return skipIf(peek().isSymbol(symbol));
    }

    /** Goes past this word if it is the next one. */
    boolean acceptWord(String word) {
        return skipIf(peek().isWord(word));
    }

    private boolean skipIf(boolean accepted) {
        if (accepted) {
            skip();
        }
        return accepted;
    }

    void require(String symbol) {
        if (!accept(symbol)) {
            throw expected("'" + symbol + "'");
        }
    }

    void requireWord(String word) {
        if (!acceptWord(word)) {
            throw expected(word);
        }
    }

    void requireEnd(String what) {
        if (peek().kind() != Kind.END) {
            throw expected(what);
        }
    }

    /** What to throw if the next one is not what can come here. */
    FilterSyntaxException expected(String what) {
        Token token = peek();
        return FilterSyntaxException.at(
                token.offset(), "expected %s, found %s".formatted(what, token.describe()));
    }
}
