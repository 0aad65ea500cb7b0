package io.semblance.store.filter;

import java.util.List;

/** Splits a filter string into tokens. Not thread-safe. */
final class FilterLexer {

    /** The kind of a token. */
    enum Kind {
        NAME,
        TEXT,
        NUMBER,
        SYMBOL,
        END
    }

    /**
     * A token.
     *
     * @param value without quotes and escapes
     * @param offset of its first character
     */
    record Token(Kind kind, String value, int offset) {

        boolean isSymbol(String symbol) {
            return kind == Kind.SYMBOL && value.equals(symbol);
        }

        boolean isWord(String word) {
            return kind == Kind.NAME && value.equalsIgnoreCase(word);
        }

        String describe() {
            return kind == Kind.END ? "the end" : "'" + value + "'";
        }
    }

    private static final List<String> SYMBOLS =
            List.of(
                    "==", "!=", ">=", "<=", "&&", "||", ">", "<", "!", "(", ")", "[", "]", ",",
                    ".");

    private final String text;
    private int offset;

    FilterLexer(String text) {
        this.text = text;
    }

    /** The next token; {@link Kind#END} at the end of the string. */
    Token next() {
        while (offset < text.length() && Character.isWhitespace(text.charAt(offset))) {
            offset++;
        }
        if (offset == text.length()) {
            return new Token(Kind.END, "", offset);
        }
        char first = text.charAt(offset);
        if (first == '\'' || first == '"') {
            return quoted(first);
        }
        if (isDigit(first) || (first == '-' && isDigit(peek(1)))) {
            return number();
        }
        if (isNameStart(first)) {
            int start = offset;
            while (offset < text.length() && isNamePart(text.charAt(offset))) {
                offset++;
            }
            return new Token(Kind.NAME, text.substring(start, offset), start);
        }
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, offset)) {
                offset += symbol.length();
                return new Token(Kind.SYMBOL, symbol, offset - symbol.length());
            }
        }
        throw FilterSyntaxException.at(
                offset,
                "unexpected character '%s'"
                        .formatted(Character.toString(text.codePointAt(offset))));
    }

    private Token quoted(char quote) {
        int start = offset++;
        StringBuilder value = new StringBuilder();
        while (offset < text.length() && text.charAt(offset) != quote) {
            if (text.charAt(offset) == '\\' && offset + 1 < text.length()) {
                offset++;
                value.append(escaped());
            } else {
                value.append(text.charAt(offset));
            }
            offset++;
        }
        if (offset == text.length()) {
            throw FilterSyntaxException.at(start, "the string that starts here is not closed");
        }
        offset++;
        return new Token(Kind.TEXT, value.toString(), start);
    }

    /**
     * The character after a backslash. Ignoring the backslash before any other character would
     * match other values.
     */
    private char escaped() {
        char escaped = text.charAt(offset);
        if ("'\"\\".indexOf(escaped) < 0) {
            throw FilterSyntaxException.at(
                    offset - 1,
                    "a backslash in quotes must precede a quote or another backslash, got: \\%s; write \\\\ for a backslash"
                            .formatted(Character.toString(text.codePointAt(offset))));
        }
        return escaped;
    }

    private Token number() {
        int start = offset++;
        while (offset < text.length()
                && (isDigit(text.charAt(offset)) || isInsideNumber(text.charAt(offset)))) {
            offset++;
        }
        return new Token(Kind.NUMBER, text.substring(start, offset), start);
    }

    private boolean isInsideNumber(char c) {
        boolean signOfExponent =
                (c == '-' || c == '+') && "eE".indexOf(text.charAt(offset - 1)) >= 0;
        return c == '.' || c == 'e' || c == 'E' || signOfExponent;
    }

    private char peek(int ahead) {
        return offset + ahead < text.length() ? text.charAt(offset + ahead) : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
        return Character.isLetter(c) || c == '_' || c == '$' || c == '@';
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || Character.isDigit(c) || c == '-';
    }
}
