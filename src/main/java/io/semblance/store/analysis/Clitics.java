package io.semblance.store.analysis;

import io.semblance.store.Language;

import java.util.Set;

/**
 * Removes clitics, which an apostrophe joins to a word by the rules of a language: French and
 * Italian articles ({@code l'avion}), the English possessive and Turkish case endings. Other
 * apostrophes are removed.
 */
final class Clitics {

    private static final Set<String> FRENCH =
            Set.of(
                    "l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu",
                    "puisqu");
    private static final Set<String> ITALIAN =
            Set.of(
                    "c", "l", "all", "dall", "dell", "nell", "sull", "coll", "pell", "gl", "agl",
                    "dagl", "degl", "negl", "sugl", "un", "m", "t", "s", "v", "d");
    private static final Set<String> CATALAN = Set.of("d", "l", "m", "n", "s", "t");
    private static final Set<String> IRISH = Set.of("d", "m", "b");

    private Clitics() {}

    /**
     * @param word in folded case
     */
    static String strip(String word, Language language) {
        int apostrophe = word.indexOf('\'');
        if (apostrophe < 0) {
            return word;
        }
        String stripped =
                switch (language) {
                    case ENGLISH ->
                            word.endsWith("'s") ? word.substring(0, word.length() - 2) : word;
                    case TURKISH -> word.substring(0, apostrophe);
                    case FRENCH -> withoutArticle(word, apostrophe, FRENCH);
                    case ITALIAN -> withoutArticle(word, apostrophe, ITALIAN);
                    case CATALAN -> withoutArticle(word, apostrophe, CATALAN);
                    case IRISH -> withoutArticle(word, apostrophe, IRISH);
                    default -> word;
                };
        return stripped.replace("'", "");
    }

    private static String withoutArticle(String word, int apostrophe, Set<String> articles) {
        return articles.contains(word.substring(0, apostrophe))
                ? word.substring(apostrophe + 1)
                : word;
    }
}
