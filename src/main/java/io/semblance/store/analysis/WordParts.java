package io.semblance.store.analysis;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The parts of a word: get, User and Name of {@code getUserName}, the numbers and network prefixes
 * of {@code 192.168.0.1}, avion of {@code l'avion}.
 */
final class WordParts {

    private static final Pattern VERSION = Pattern.compile("[vV]?\\d+(?:\\.\\d+){2,}");

    /**
     * A boundary: between a lower-case and an upper-case letter, before the last of several
     * upper-case letters, between letters and digits, or an apostrophe.
     */
    private static final Pattern BOUNDARY =
            Pattern.compile(
                    "(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})"
                            + "|(?<=\\p{L})(?=\\p{Nd})|(?<=\\p{Nd})(?=\\p{L})|'");

    /** The shortest part that is indexed. */
    private static final int MIN_PART = 2;

    private WordParts() {}

    /** A version number without the {@code v} before it; every other word unchanged. */
    static String canonical(String word) {
        boolean prefixed = word.charAt(0) == 'v' || word.charAt(0) == 'V';
        return prefixed && VERSION.matcher(word).matches() ? word.substring(1) : word;
    }

    /** The parts that the word is indexed by; may be empty. */
    static Set<String> toIndex(String word) {
        if (VERSION.matcher(word).matches()) {
            return numbers(canonical(word));
        }
        if (!mayHaveParts(word)) {
            return Set.of();
        }
        List<String> parts = new ArrayList<>(List.of(BOUNDARY.split(word)));
        parts.removeIf(part -> part.length() < MIN_PART || part.length() == word.length());
        return Set.copyOf(parts);
    }

    /**
     * The parts that a query for the word also looks up: only if all of them are words, or the word
     * has an apostrophe.
     */
    static Set<String> toSearch(String word) {
        if (VERSION.matcher(word).matches()) {
            return numbers(canonical(word));
        }
        if (!mayHaveParts(word)) {
            return Set.of();
        }
        List<String> parts = List.of(BOUNDARY.split(word));
        boolean words = parts.size() > 1 && parts.stream().allMatch(WordParts::isWord);
        return words || word.indexOf('\'') > 0 ? toIndex(word) : Set.of();
    }

    private static boolean isWord(String part) {
        return part.length() >= MIN_PART && part.chars().noneMatch(Character::isDigit);
    }

    /** A fast check, since almost all words have only letters and no upper-case letter inside. */
    private static boolean mayHaveParts(String word) {
        boolean letterBefore = false;
        boolean digit = false;
        for (int i = 0; i < word.length(); i++) {
            char character = word.charAt(i);
            if (character == '\'' || (i > 0 && Character.isUpperCase(character))) {
                return true;
            }
            digit |= Character.isDigit(character);
            letterBefore |= Character.isLetter(character);
        }
        return digit && letterBefore;
    }

    /** Each number, and each prefix of at least two numbers: 192.168, 192.168.0, … */
    private static Set<String> numbers(String version) {
        Set<String> parts = new LinkedHashSet<>(List.of(version.split("\\.")));
        for (int dot = version.indexOf('.', version.indexOf('.') + 1);
                dot > 0;
                dot = version.indexOf('.', dot + 1)) {
            parts.add(version.substring(0, dot));
        }
        return parts;
    }
}
