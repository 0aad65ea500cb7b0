package io.semblance.store.filter;

import io.semblance.store.filter.Filter.Operand;
import io.semblance.store.filter.Filter.Operator;
import io.semblance.store.filter.Filter.Path;
import io.semblance.store.filter.FilterLexer.Kind;
import io.semblance.store.filter.FilterLexer.Token;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses a filter string, in Spring AI's filter language with some additional operators. Precedence
 * is as in SQL: comparisons, then {@code NOT}, {@code AND}, {@code OR}. Keywords are
 * case-insensitive.
 *
 * <pre>
 * or         = and { ("OR" | "||") and }
 * and        = not { ("AND" | "&amp;&amp;") not }
 * not        = ("NOT" | "!") not | "(" or ")" | "EXISTS" path | path condition
 * condition  = ("==" | "!=" | "&gt;" | "&gt;=" | "&lt;" | "&lt;=") value
 *            | ["NOT"] "IN" "[" [ value { "," value } ] "]" | "NIN" "[" ... "]"
 *            | "IS" ["NOT"] "NULL" | "CONTAINS" value | "STARTS" "WITH" string
 * path       = key { "." key }, a key a name or a quoted string
 * value      = a string in single or double quotes, a number, true, false; after == and != null too
 * </pre>
 */
final class FilterStringParser {

    /**
     * The most digits of an integer that are parsed exactly; a longer one is never exact as a
     * 64-bit float.
     */
    private static final int MAX_INTEGER_LENGTH = 1_000;

    private final FilterTokens tokens;
    private final FilterLimits bounds = new FilterLimits();

    private FilterStringParser(String text) {
        this.tokens = new FilterTokens(text);
    }

    /**
     * Parses a filter.
     *
     * @throws FilterSyntaxException if it is not valid; the message names the column, starting at 1
     */
    static Filter parse(String text) {
        if (text.length() > FilterLimits.MAX_LENGTH) {
            throw new FilterSyntaxException(
                    "a filter may have at most %d characters, got: %d"
                            .formatted(FilterLimits.MAX_LENGTH, text.length()));
        }
        FilterStringParser parser = new FilterStringParser(text);
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
     * Whether the word {@code NOT} is the operator: a key may also be named {@code not} or {@code
     * exists}.
     */
    private boolean isNot() {
        return beginsPath(1) || tokens.peek(1).isSymbol("(") || tokens.peek(1).isSymbol("!");
    }

    private boolean beginsPath(int ahead) {
        return tokens.peek(ahead).kind() == Kind.TEXT
                || (tokens.peek(ahead).kind() == Kind.NAME && !isConditionWord(ahead));
    }

    /** Whether the word there starts a condition, so that the word before it is a key. */
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
        return FilterLimits.path(keys);
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
            bounds.node();
            return new Filter.StartsWith(path, FilterLimits.text(prefix.value()).value());
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
        if (tokens.accept("]")) {
            return List.of();
        }
        do {
            bounds.listed();
            values.add(literal());
        } while (tokens.accept(","));
        tokens.require("]");
        return List.copyOf(values);
    }

    private Operand value() {
        bounds.node();
        return literal();
    }

    private Operand literal() {
        Token token = tokens.peek();
        Operand value =
                switch (token.kind()) {
                    case TEXT -> FilterLimits.text(token.value());
                    case NUMBER ->
                            FilterLimits.number(
                                    number(token),
                                    "filter, column %d:".formatted(token.offset() + 1));
                    case NAME, SYMBOL, END -> new Operand.Bool(truth(token));
                };
        tokens.skip();
        return value;
    }

    /** An integer exactly, any other number as a 64-bit float. */
    private static Number number(Token token) {
        String digits = token.value();
        try {
            if (digits.length() <= MAX_INTEGER_LENGTH && digits.matches("-?[0-9]+")) {
                return new BigInteger(digits);
            }
            return Double.valueOf(digits);
        } catch (NumberFormatException e) {
            throw FilterSyntaxException.at(
                    token.offset(), "'%s' is not a number".formatted(token.value()));
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
