package io.semblance.store.analysis;

import io.semblance.store.Language;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Computes the indexed forms of words in one language. Not thread-safe.
 *
 * <p>A word without accents is indexed by its stem. A word with accents is indexed by a form that
 * keeps them, and by forms without accents, which are marked, so that they can have a lower weight.
 * Stems of words with and without accents may differ ({@code résumé}, {@code resum}); therefore
 * there are two forms without accents: the stem without its accents, and the stem of the word
 * without its accents.
 */
final class WordForms {

    /** The prefix of an unaccented form of a word with accents; no word starts with it. */
    private static final String FOLDED = "~";

    /** The boost of a spelling that differs in its accents. */
    private static final float OTHER_ACCENTS = 0.6f;

    /** The boost of a spelling that differs in its accents and has another stem. */
    private static final float OTHER_STEM = 0.3f;

    private final Language language;
    private final Stemmer stemmer;

    WordForms(Language language) {
        this.language = language;
        this.stemmer = new Stemmer(language);
    }

    /**
     * The forms of a word.
     *
     * @param exact the main indexed form, with accents if the word has any
     * @param plain the word without accents, stemmed
     * @param folded the stem without accents if the word has some, otherwise the word itself
     * @param accented whether the word has accents
     */
    private record Forms(String exact, String plain, String folded, boolean accented) {

        /**
         * Whether stemming removes accents. Then only the stem connects words whose endings have
         * accents: {@code informação}, {@code informações}.
         */
        boolean stemLosesAccents() {
            return !AccentFolding.fold(exact).equals(folded);
        }
    }

    /**
     * The terms that a word is indexed by: the first is the word itself, the others are further
     * forms.
     */
    Set<String> toIndex(String word) {
        Forms forms = of(word);
        if (!forms.accented()) {
            return Set.of(forms.exact());
        }
        Set<String> terms = new LinkedHashSet<>();
        terms.add(forms.exact());
        terms.add(FOLDED + forms.plain());
        terms.add(FOLDED + forms.folded());
        return terms;
    }

    /** The terms that a word of a query looks up; the first is the main indexed form. */
    List<QueryTerm> toSearch(String word) {
        Forms forms = of(word);
        List<QueryTerm> terms = new ArrayList<>();
        terms.add(new QueryTerm(forms.exact(), 1));
        terms.add(new QueryTerm(FOLDED + forms.plain(), OTHER_ACCENTS));
        if (forms.accented()) {
            terms.add(new QueryTerm(forms.plain(), OTHER_ACCENTS));
            if (forms.stemLosesAccents() && !forms.folded().equals(forms.plain())) {
                terms.add(new QueryTerm(FOLDED + forms.folded(), OTHER_ACCENTS));
            }
        } else if (!forms.folded().equals(forms.plain())) {
            terms.add(new QueryTerm(FOLDED + forms.folded(), OTHER_STEM));
        }
        return terms;
    }

    /**
     * @param word in normalization form KC, in any case
     */
    private Forms of(String word) {
        String lower = CaseFolding.fold(withoutIrishPrefix(word), language == Language.TURKISH);
        String stripped = Clitics.strip(lower, language);
        String bare = stripped.isEmpty() ? lower : stripped;
        String stem = stemmer.stem(bare);
        String unaccented = AccentFolding.fold(bare);
        if (unaccented.equals(bare) || unaccented.isEmpty()) {
            return new Forms(stem, stem, bare, false);
        }
        String folded = AccentFolding.fold(stem);
        // Some stemmers remove accents: then the word itself is the form with accents.
        String exact = folded.equals(stem) ? bare : stem;
        return new Forms(
                exact, stemmer.stem(unaccented), folded.isEmpty() ? unaccented : folded, true);
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
