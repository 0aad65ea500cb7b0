package io.semblance.store.filter;

import io.semblance.store.filter.FilterLexer.Kind;
import io.semblance.store.filter.FilterLexer.Token;

import java.util.ArrayDeque;
import java.util.Deque;

/** The tokens of a filter string, read on demand with lookahead. Not thread-safe. */
final class FilterTokens {

    private final FilterLexer lexer;
    private final Deque<Token> ahead = new ArrayDeque<>();

    FilterTokens(String text) {
        this.lexer = new FilterLexer(text);
    }

    /** The next token, without consuming it. */
    Token peek() {
        return peek(0);
    }

    /**
     * The token after this many others, without consuming it; {@code END} if there are fewer
     * tokens.
     */
    Token peek(int after) {
        while (ahead.size() <= after) {
            ahead.addLast(lexer.next());
        }
        return after == 0 ? ahead.getFirst() : ahead.stream().skip(after).findFirst().orElseThrow();
    }

    /** Consumes the next token. */
    void skip() {
        peek();
        ahead.removeFirst();
    }

    /** Consumes the next token if it is this symbol. */
    boolean accept(String symbol) {
        return skipIf(peek().isSymbol(symbol));
    }

    /** Consumes the next token if it is this word. */
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

    /** The exception for a next token that is not allowed here. */
    FilterSyntaxException expected(String what) {
        Token token = peek();
        return FilterSyntaxException.at(
                token.offset(), "expected %s, found %s".formatted(what, token.describe()));
    }
}
