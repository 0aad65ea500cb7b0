package io.semblance.store.analysis;

import java.util.List;

/** A piece of normalized text that has no space in it; case is kept. */
sealed interface Token {

    /** A word or a number. */
    record Word(String text) implements Token {}

    /**
     * Words that punctuation joins, such as {@code ERR_CONNECTION_RESET}, {@code user@example.com}
     * or {@code C++}.
     *
     * @param parts at least one word
     * @param whole the parts without what joins them, except between digits; empty if too long
     */
    record Compound(List<String> parts, String whole) implements Token {

        public Compound {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Text of a script without spaces.
     *
     * @param letters each with the marks on it
     * @param gram the length of the n-grams that stand for words
     */
    record Run(List<String> letters, int gram) implements Token {

        public Run {
            letters = List.copyOf(letters);
        }
    }
}
