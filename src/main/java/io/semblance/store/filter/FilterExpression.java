package io.semblance.store.filter;

import io.semblance.store.filter.Filter.Operand;
import io.semblance.store.filter.Filter.Operator;
import io.semblance.store.filter.Filter.Path;
import io.semblance.store.filter.FilterLexer.Kind;
import io.semblance.store.filter.FilterLexer.Token;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

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

    private final List<Token> tokens;
    private final FilterBounds bounds = new FilterBounds();
    private int position;

    private FilterExpression(String text) {
        this.tokens = new FilterLexer(text).tokens();
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
        if (parser.peek().kind() != Kind.END) {
            throw parser.expected("AND, OR or the end");
        }
        return filter;
    }

    private Filter or() {
        List<Filter> parts = new ArrayList<>(List.of(and()));
        while (accept("||") || acceptWord("OR")) {
            parts.add(and());
        }
        return parts.size() == 1 ? parts.getFirst() : new Filter.Or(List.copyOf(parts));
    }

    private Filter and() {
        List<Filter> parts = new ArrayList<>(List.of(not()));
        while (accept("&&") || acceptWord("AND")) {
            parts.add(not());
        }
        return parts.size() == 1 ? parts.getFirst() : new Filter.And(List.copyOf(parts));
    }

    private Filter not() {
        bounds.node();
        bounds.enter();
        Filter filter;
        if (accept("!") || (isNot() && acceptWord("NOT"))) {
            filter = new Filter.Not(not());
        } else if (accept("(")) {
            filter = or();
            require(")");
        } else if (peek().isWord("EXISTS") && beginsPath(1)) {
            position++;
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
        return beginsPath(1) || at(1).isSymbol("(") || at(1).isSymbol("!");
    }

    private boolean beginsPath(int ahead) {
        return at(ahead).kind() == Kind.TEXT
                || (at(ahead).kind() == Kind.NAME && !isConditionWord(ahead));
    }

    /** Whether the word there begins a condition, so that the word before it is a key. */
    private boolean isConditionWord(int ahead) {
        Token word = at(ahead);
        Token next = at(ahead + 1);
        return ((word.isWord("IN") || word.isWord("NIN")) && next.isSymbol("["))
                || (word.isWord("NOT") && next.isWord("IN"))
                || (word.isWord("IS") && (next.isWord("NULL") || next.isWord("NOT")))
                || (word.isWord("CONTAINS") && next.kind() != Kind.SYMBOL)
                || (word.isWord("STARTS") && next.isWord("WITH"));
    }

    private Path path() {
        List<String> keys = new ArrayList<>();
        do {
            Token key = peek();
            if (key.kind() != Kind.NAME && key.kind() != Kind.TEXT) {
                throw expected("the name of a metadata key");
            }
            position++;
            keys.add(key.value());
        } while (accept("."));
        return FilterBounds.path(keys);
    }

    private Filter condition(Path path) {
        Token token = peek();
        if (token.kind() == Kind.SYMBOL) {
            return comparison(path);
        }
        if (acceptWord("IN")) {
            return new Filter.In(path, list());
        }
        if (acceptWord("NIN")) {
            return new Filter.Not(new Filter.In(path, list()));
        }
        if (peek().isWord("NOT") && at(1).isWord("IN")) {
            position += 2;
            return new Filter.Not(new Filter.In(path, list()));
        }
        if (acceptWord("IS")) {
            boolean negated = acceptWord("NOT");
            requireWord("NULL");
            return negated(negated, new Filter.IsNull(path));
        }
        if (acceptWord("CONTAINS")) {
            return new Filter.Contains(path, value());
        }
        if (acceptWord("STARTS")) {
            requireWord("WITH");
            Token prefix = peek();
            if (prefix.kind() != Kind.TEXT) {
                throw expected("a string in quotes");
            }
            position++;
            return new Filter.StartsWith(path, bounds.text(prefix.value()).value());
        }
        throw expected(
                "a comparison (==, !=, >, >=, <, <=, IN, NOT IN, IS NULL, CONTAINS, STARTS WITH)");
    }

    private Filter comparison(Path path) {
        Token symbol = tokens.get(position);
        UnaryOperator<Filter> negation = filter -> filter;
        Operator operator =
                switch (symbol.value()) {
                    case "==" -> Operator.EQ;
                    case "!=" -> {
                        negation = Filter.Not::new;
                        yield Operator.EQ;
                    }
                    case ">" -> Operator.GT;
                    case ">=" -> Operator.GTE;
                    case "<" -> Operator.LT;
                    case "<=" -> Operator.LTE;
                    default -> throw expected("a comparison");
                };
        position++;
        if (operator == Operator.EQ && acceptWord("null")) {
            return negation.apply(new Filter.IsNull(path));
        }
        Token token = peek();
        Operand operand = value();
        if (operator != Operator.EQ && operand instanceof Operand.Bool) {
            throw FilterSyntaxException.at(
                    token.offset(), "%s compares numbers and strings".formatted(symbol.value()));
        }
        return negation.apply(new Filter.Compare(path, operator, operand));
    }

    private List<Operand> list() {
        require("[");
        List<Operand> values = new ArrayList<>();
        do {
            values.add(value());
        } while (accept(","));
        require("]");
        return List.copyOf(values);
    }

    private Operand value() {
        Token token = peek();
        position++;
        switch (token.kind()) {
            case TEXT -> {
                return bounds.text(token.value());
            }
            case NUMBER -> {
                try {
                    return bounds.number(Double.parseDouble(token.value()));
                } catch (NumberFormatException e) {
                    throw FilterSyntaxException.at(
                            token.offset(), "'%s' is no number".formatted(token.value()));
                }
            }
            default -> {
                if (token.isWord("true") || token.isWord("false")) {
                    return bounds.bool(token.isWord("true"));
                }
                position--;
                throw expected("a value: a string in quotes, a number, true or false");
            }
        }
    }

    private static Filter negated(boolean negated, Filter filter) {
        return negated ? new Filter.Not(filter) : filter;
    }

    private Token peek() {
        return tokens.get(position);
    }

    private Token at(int ahead) {
        return tokens.get(Math.min(position + ahead, tokens.size() - 1));
    }

    private boolean accept(String symbol) {
        if (peek().isSymbol(symbol)) {
            position++;
            return true;
        }
        return false;
    }

    private boolean acceptWord(String word) {
        if (peek().isWord(word)) {
            position++;
            return true;
        }
        return false;
    }

    private void require(String symbol) {
        if (!accept(symbol)) {
            throw expected("'" + symbol + "'");
        }
    }

    private void requireWord(String word) {
        if (!acceptWord(word)) {
            throw expected(word);
        }
    }

    private FilterSyntaxException expected(String what) {
        Token token = peek();
        return FilterSyntaxException.at(
                token.offset(), "expected %s, found %s".formatted(what, token.describe()));
    }
}
