package io.semblance.store.filter;

import io.semblance.store.filter.Filter.Operand;
import io.semblance.store.filter.Filter.Operator;
import io.semblance.store.filter.Filter.Path;
import io.semblance.store.filter.FilterLexer.Kind;
import io.semblance.store.filter.FilterLexer.Token;

import java.util.ArrayList;
import java.util.List;

/**
 * The filter string, Spring AI's filter language with a few words more. Precedence as in SQL:
 * comparisons, then {@code NOT}, {@code AND}, {@code OR}. Words are in any case.
 *
 * <pre>
 * or         = and { ("OR" | "||") and }
 * and        = not { ("AND" | "&amp;&amp;") not }
 * not        = ("NOT" | "!") not | "(" or ")" | "EXISTS" path | path condition
 * condition  = ("==" | "!=" | "&gt;" | "&gt;=" | "&lt;" | "&lt;=") value
 *            | ["NOT"] "IN" "[" value { "," value } "]" | "NIN" "[" ... "]"
 *            | "IS" ["NOT"] "NULL" | "CONTAINS" value | "STARTS" "WITH" string
 * path       = key { "." key }, a key a name or a quoted string
 * value      = a string in single or double quotes, a number, true, false; after == and != null too
 * </pre>
 */
final class FilterExpression {

    private final FilterTokens tokens;
    private final FilterBounds bounds = new FilterBounds();

    private FilterExpression(String text) {
        this.tokens = new FilterTokens(text);
    }

    /**
     * Reads a filter.
     *
     * @throws FilterSyntaxException if it is none; the message names the column, from 1
     */
    static Filter parse(String text) {
        if (text.length() > FilterBounds.MAX_LENGTH) {
            throw new FilterSyntaxException(
                    "a filter has at most %d characters, got: %d"
                            .formatted(FilterBounds.MAX_LENGTH, text.length()));
        }
        FilterExpression parser = new FilterExpression(text);
        Filter filter = parser.or();
        parser.tokens.requireEnd("AND, OR or the end");
        return filter;
    }

    private Filter or() {
        List<Filter> parts = new ArrayList<>(List.of(and()));
        while (tokens.accept("||") || tokens.acceptWord("OR")) {
            parts.add(and());
        }
        return parts.size() == 1 ? parts.getFirst() : new Filter.Or(List.copyOf(parts));
    }

    private Filter and() {
        List<Filter> parts = new ArrayList<>(List.of(not()));
        while (tokens.accept("&&") || tokens.acceptWord("AND")) {
            parts.add(not());
        }
        return parts.size() == 1 ? parts.getFirst() : new Filter.And(List.copyOf(parts));
    }

    private Filter not() {
        bounds.node();
        bounds.enter();
        Filter filter;
        if (tokens.accept("!") || (isNot() && tokens.acceptWord("NOT"))) {
            filter = new Filter.Not(not());
        } else if (tokens.accept("(")) {
            filter = or();
            tokens.require(")");
        } else if (tokens.peek().isWord("EXISTS") && beginsPath(1)) {
            tokens.skip();
            filter = new Filter.Exists(path());
        } else {
            filter = condition(path());
        }
        bounds.leave();
        return filter;
    }

    /**
     * A key may be called {@code not} or {@code exists}: the word counts if a condition follows.
     */
    private boolean isNot() {
        return beginsPath(1) || tokens.peek(1).isSymbol("(") || tokens.peek(1).isSymbol("!");
    }

    private boolean beginsPath(int ahead) {
        return tokens.peek(ahead).kind() == Kind.TEXT
                || (tokens.peek(ahead).kind() == Kind.NAME && !isConditionWord(ahead));
    }

    /** Whether the word there begins a condition, so that the word before it is a key. */
    private boolean isConditionWord(int ahead) {
        Token word = tokens.peek(ahead);
        Token next = tokens.peek(ahead + 1);
        return ((word.isWord("IN") || word.isWord("NIN")) && next.isSymbol("["))
                || (word.isWord("NOT") && next.isWord("IN"))
                || (word.isWord("IS") && (next.isWord("NULL") || next.isWord("NOT")))
                || (word.isWord("CONTAINS") && next.kind() != Kind.SYMBOL)
                || (word.isWord("STARTS") && next.isWord("WITH"));
    }

    private Path path() {
        List<String> keys = new ArrayList<>();
        do {
            Token key = tokens.peek();
            if (key.kind() != Kind.NAME && key.kind() != Kind.TEXT) {
                throw tokens.expected("the name of a metadata key");
            }
            tokens.skip();
            keys.add(key.value());
        } while (tokens.accept("."));
        return FilterBounds.path(keys);
    }

    private Filter condition(Path path) {
        Token token = tokens.peek();
        if (token.kind() == Kind.SYMBOL) {
            return comparison(path);
        }
        if (tokens.acceptWord("IN")) {
            return new Filter.In(path, list());
        }
        if (tokens.acceptWord("NIN")) {
            return new Filter.Not(new Filter.In(path, list()));
        }
        if (tokens.peek().isWord("NOT") && tokens.peek(1).isWord("IN")) {
            tokens.skip();
            tokens.skip();
            return new Filter.Not(new Filter.In(path, list()));
        }
        if (tokens.acceptWord("IS")) {
            boolean negated = tokens.acceptWord("NOT");
            tokens.requireWord("NULL");
            return negated(negated, new Filter.IsNull(path));
        }
        if (tokens.acceptWord("CONTAINS")) {
            return new Filter.Contains(path, value());
        }
        if (tokens.acceptWord("STARTS")) {
            tokens.requireWord("WITH");
            Token prefix = tokens.peek();
            if (prefix.kind() != Kind.TEXT) {
                throw tokens.expected("a string in quotes");
            }
            tokens.skip();
            return new Filter.StartsWith(path, bounds.text(prefix.value()).value());
        }
        throw tokens.expected(
                "a comparison (==, !=, >, >=, <, <=, IN, NOT IN, IS NULL, CONTAINS, STARTS WITH)");
    }

    private Filter comparison(Path path) {
        Token symbol = tokens.peek();
        boolean negated = symbol.value().equals("!=");
        Operator operator =
                switch (symbol.value()) {
                    case "==", "!=" -> Operator.EQ;
                    case ">" -> Operator.GT;
                    case ">=" -> Operator.GTE;
                    case "<" -> Operator.LT;
                    case "<=" -> Operator.LTE;
                    default -> throw tokens.expected("a comparison");
                };
        tokens.skip();
        if (operator == Operator.EQ && tokens.acceptWord("null")) {
            return negated(negated, new Filter.IsNull(path));
        }
        Token token = tokens.peek();
        Operand operand = value();
        if (operator != Operator.EQ && operand instanceof Operand.Bool) {
            throw FilterSyntaxException.at(
                    token.offset(), "%s compares numbers and strings".formatted(symbol.value()));
        }
        return negated(negated, new Filter.Compare(path, operator, operand));
    }

    private List<Operand> list() {
        tokens.require("[");
        List<Operand> values = new ArrayList<>();
        do {
            values.add(value());
        } while (tokens.accept(","));
        tokens.require("]");
        return List.copyOf(values);
    }

    private Operand value() {
        Token token = tokens.peek();
        Operand value =
                switch (token.kind()) {
                    case TEXT -> bounds.text(token.value());
                    case NUMBER -> bounds.number(number(token));
                    case NAME, SYMBOL, END -> bounds.bool(truth(token));
                };
        tokens.skip();
        return value;
    }

    private static double number(Token token) {
        try {
            return Double.parseDouble(token.value());
        } catch (NumberFormatException e) {
            throw FilterSyntaxException.at(
                    token.offset(), "'%s' is no number".formatted(token.value()));
        }
    }

    private boolean truth(Token token) {
        if (!token.isWord("true") && !token.isWord("false")) {
            throw tokens.expected("a value: a string in quotes, a number, true or false");
        }
        return token.isWord("true");
    }

    private static Filter negated(boolean negated, Filter filter) {
        return negated ? new Filter.Not(filter) : filter;
    }
}
