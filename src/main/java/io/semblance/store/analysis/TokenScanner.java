package io.semblance.store.analysis;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Splits normalized text into tokens. Not thread-safe. */
final class TokenScanner {

    /** The longest word, in UTF-16 code units; a longer one is split. */
    static final int MAX_WORD = 255;

    private static final int MAX_PARTS = 64;

    /** The most characters that may join two words, as {@code ://} does. */
    private static final int MAX_JOINERS = 3;

    private static final String JOINERS = "-_./\\@:&+#\u00B7";

    /** Characters before a word that belong to it: {@code .NET}, {@code #tag}, {@code @name}. */
    private static final String PREFIXES = ".#@";

    private final String text;
    private int next;

    /**
     * @param text normalized by {@link TextNormalizer}
     */
    TokenScanner(String text) {
        this.text = text;
    }

    /** The next token; null at the end. */
    @Nullable Token token() {
        while (next < text.length()) {
            int character = text.codePointAt(next);
            if (isWordStart(character)) {
                Script script = Script.of(character);
                return script == Script.SPACED ? compound() : run(script);
            }
            next += Character.charCount(character);
            if (isPictograph(character)) {
                return new Token.Word(Character.toString(character));
            }
            if (isRegionalIndicator(character)) {
                return flag(character);
            }
        }
        return null;
    }

    /** Two regional indicators are a flag. */
    private Token.Word flag(int first) {
        StringBuilder flag = new StringBuilder().appendCodePoint(first);
        if (next < text.length() && isRegionalIndicator(text.codePointAt(next))) {
            flag.appendCodePoint(text.codePointAt(next));
            next += 2;
        }
        return new Token.Word(flag.toString());
    }

    private Token.Run run(Script script) {
        List<String> letters = new ArrayList<>();
        StringBuilder letter = new StringBuilder();
        while (next < text.length()) {
            int character = text.codePointAt(next);
            boolean mark = isMark(character);
            if (!mark && !(Script.of(character) == script && isWordStart(character))) {
                break;
            }
            // Limits the number of marks on a letter.
            if (!letter.isEmpty() && (!mark || letter.length() > 8)) {
                letters.add(letter.toString());
                letter.setLength(0);
            }
            letter.appendCodePoint(character);
            next += Character.charCount(character);
        }
        letters.add(letter.toString());
        return new Token.Run(letters, script.gram());
    }

    private Token compound() {
        List<String> parts = new ArrayList<>();
        StringBuilder whole = new StringBuilder(prefix());
        boolean plain = whole.isEmpty();
        while (true) {
            String word = word();
            parts.add(word);
            whole.append(word);
            int joiners = joiners();
            if (joiners == 0 || parts.size() == MAX_PARTS) {
                break;
            }
            appendJoiners(whole, joiners);
            next += joiners;
            plain = false;
        }
        String suffix = suffix(parts.getLast());
        whole.append(suffix);
        next += suffix.length();
        if (plain && suffix.isEmpty()) {
            return new Token.Word(parts.getFirst());
        }
        return new Token.Compound(parts, whole.length() > MAX_WORD ? "" : whole.toString());
    }

    /**
     * The character before the word that belongs to it, as in {@code .NET}; empty if there is none.
     */
    private String prefix() {
        if (next == 0 || PREFIXES.indexOf(text.charAt(next - 1)) < 0 || !isLetterAt(next)) {
            return "";
        }
        boolean first = next == 1 || !isWordPart(text.codePointBefore(next - 1));
        boolean single = next == 1 || PREFIXES.indexOf(text.charAt(next - 2)) < 0;
        return first && single ? text.substring(next - 1, next) : "";
    }

    /** {@code ++}, {@code +} or {@code #} after a word that begins with a letter. */
    private String suffix(String word) {
        if (!Character.isLetter(word.codePointAt(0))) {
            return "";
        }
        for (String suffix : List.of("++", "+", "#")) {
            int end = next + suffix.length();
            if (text.startsWith(suffix, next)
                    && (end == text.length() || JOINERS.indexOf(text.charAt(end)) < 0)) {
                return suffix;
            }
        }
        return "";
    }

    private String word() {
        int start = next;
        while (next < text.length() && next - start < MAX_WORD) {
            int character = text.codePointAt(next);
            boolean inside =
                    (isWordPart(character) && Script.of(character) == Script.SPACED)
                            || (next > start && isInfix(character));
            if (!inside) {
                break;
            }
            next += Character.charCount(character);
        }
        return text.substring(start, next).replace('"', '\'');
    }

    /**
     * An apostrophe between letters, a Hebrew abbreviation's mark, a decimal point or comma between
     * digits.
     */
    private boolean isInfix(int character) {
        return switch (character) {
            case '\'' -> isLetterBefore(next) && isLetterAt(next + 1);
            case '"' -> isHebrew(next - 1) && isHebrew(next + 1);
            case '.', ',' -> isDigit(next - 1) && isDigit(next + 1);
            default -> false;
        };
    }

    /** The number of characters here that join the word before to a word after them. */
    private int joiners() {
        for (int count = 0; count <= MAX_JOINERS && next + count < text.length(); count++) {
            int character = text.codePointAt(next + count);
            if (isWordStart(character) && Script.of(character) == Script.SPACED) {
                return count;
            }
            if (JOINERS.indexOf(character) < 0) {
                return 0;
            }
        }
        return 0;
    }

    /**
     * Appends joiners between digits, where they distinguish numbers, and the signs + and #; omits
     * other joiners, so that spellings with and without them are equal.
     */
    private void appendJoiners(StringBuilder whole, int joiners) {
        boolean digits = isDigit(next - 1) && isDigit(next + joiners);
        for (int i = next; i < next + joiners; i++) {
            char joiner = text.charAt(i);
            if (digits || joiner == '+' || joiner == '#') {
                whole.append(joiner);
            }
        }
    }

    private boolean isDigit(int index) {
        return index >= 0 && index < text.length() && Character.isDigit(text.charAt(index));
    }

    private boolean isLetterAt(int index) {
        return index < text.length() && Character.isLetter(text.codePointAt(index));
    }

    private boolean isLetterBefore(int index) {
        int before = text.codePointBefore(index);
        return Character.isLetter(before) || isMark(before);
    }

    private boolean isHebrew(int index) {
        return index < text.length()
                && Character.UnicodeScript.of(text.charAt(index)) == Character.UnicodeScript.HEBREW;
    }

    private static boolean isWordStart(int character) {
        return Character.isLetterOrDigit(character) || isNumber(character);
    }

    private static boolean isWordPart(int character) {
        return isWordStart(character) || isMark(character);
    }

    private static boolean isNumber(int character) {
        int type = Character.getType(character);
        return type == Character.LETTER_NUMBER || type == Character.OTHER_NUMBER;
    }

    private static boolean isMark(int character) {
        int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    private static boolean isRegionalIndicator(int character) {
        return character >= 0x1F1E6 && character <= 0x1F1FF;
    }

    /** Whether this is an emoji; modifiers that change its appearance do not count. */
    private static boolean isPictograph(int character) {
        return character > 0xFF
                && Character.isExtendedPictographic(character)
                && !Character.isEmojiModifier(character);
    }
}
