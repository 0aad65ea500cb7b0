package io.semblance.store.analysis;

import java.util.List;

/** A token of normalized text; case is kept. */
sealed interface Token {

    /** A word or a number. */
    record Word(String text) implements Token {}

    /**
     * Words joined by punctuation, such as {@code ERR_CONNECTION_RESET}, {@code user@example.com}
     * or {@code C++}.
     *
     * @param parts at least one word
     * @param whole the parts without the punctuation between them, which is kept only between
     *     digits; empty if too long
     */
    record Compound(List<String> parts, String whole) implements Token {

        public Compound {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Text of a script without spaces.
     *
     * @param letters the letters, each with its marks
     * @param gram the length of the n-grams that are used as words
     */
    record Run(List<String> letters, int gram) implements Token {

        public Run {
            letters = List.copyOf(letters);
        }
    }
}
