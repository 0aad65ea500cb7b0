package io.semblance.store.analysis;

import io.semblance.store.Language;

import org.jspecify.annotations.Nullable;

/**
 * Finds the forms of words in one language. Not thread-safe.
 *
 * <p>A word without accents has one form, its stem. A word with accents has two: one that keeps
 * them, and one without, which is marked as such, so that it ranks below.
 */
final class WordForms {

    /** Begins the form without accents of a word that has some; no word begins with it. */
    private static final String FOLDED = "~";

    private final Language language;
    private final Stemmer stemmer;

    WordForms(Language language) {
        this.language = language;
        this.stemmer = new Stemmer(language);
    }

    /**
     * The forms of a word.
     *
     * @param exact with accents, if the word has any
     * @param plain without accents; null if the word has none
     */
    record Forms(String exact, @Nullable String plain) {

        /** The unaccented form of an accented word, as a term of its own. */
        static String folded(String plain) {
            return FOLDED + plain;
        }
    }

    /**
     * @param word in normalization form KC, in any case
     */
    Forms of(String word) {
        String lower = CaseFolding.fold(withoutIrishPrefix(word), language == Language.TURKISH);
        String stripped = Clitics.strip(lower, language);
        String bare = stripped.isEmpty() ? lower : stripped;
        String stem = stemmer.stem(bare);
        if (AccentFolding.fold(bare).equals(bare)) {
            return new Forms(stem, null);
        }
        String plain = AccentFolding.fold(stem);
        // Some stemmers drop accents: then the word itself is the form that has them.
        return new Forms(plain.equals(stem) ? bare : stem, plain.isEmpty() ? null : plain);
    }

    /** Irish writes a prefixed n or t before a capital vowel: {@code nAthair}. */
    private String withoutIrishPrefix(String word) {
        boolean prefixed =
                language == Language.IRISH
                        && word.length() > 2
                        && (word.charAt(0) == 'n' || word.charAt(0) == 't')
                        && "AEIOUÁÉÍÓÚ".indexOf(word.charAt(1)) >= 0;
        return prefixed ? word.substring(1) : word;
    }
}
