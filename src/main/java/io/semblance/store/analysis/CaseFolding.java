package io.semblance.store.analysis;

import java.text.Normalizer;
import java.util.Locale;

/** Unicode's full case folding (CaseFolding.txt): {@code Straße} and {@code STRASSE} are equal. */
final class CaseFolding {

    private static final char DOTLESS_I = '\u0131';
    private static final char DOTTED_CAPITAL_I = '\u0130';

    private CaseFolding() {}

    /**
     * @param turkic whether {@code I} is the capital of the dotless {@code ı}
     */
    static String fold(String word, boolean turkic) {
        if (turkic) {
            return foldAll(word.replace('I', DOTLESS_I).replace(DOTTED_CAPITAL_I, 'i'));
        }
        return foldAll(word);
    }

    private static String foldAll(String word) {
        if (TextNormalizer.isAscii(word)) {
            return word.toLowerCase(Locale.ROOT);
        }
        int dotless = word.indexOf(DOTLESS_I);
        if (dotless >= 0) {
            // The dotless i has a capital, but must remain a separate letter.
            return foldAll(word.substring(0, dotless))
                    + DOTLESS_I
                    + foldAll(word.substring(dotless + 1));
        }
        // Converting to upper case turns ß into ss and long s into s.
        String folded =
                word.toLowerCase(Locale.ROOT)
                        .toUpperCase(Locale.ROOT)
                        .toLowerCase(Locale.ROOT)
                        .replace('ς', 'σ');
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }
}
