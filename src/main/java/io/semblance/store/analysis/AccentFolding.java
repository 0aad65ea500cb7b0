package io.semblance.store.analysis;

import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;

/**
 * Removes marks that are often omitted in writing: the accents of Latin, Greek and Cyrillic
 * letters, the vowel marks of Arabic and Hebrew, and the variants of letters such as {@code ø},
 * {@code ł} and the Arabic alefs. The marks of Indic scripts are vowels, and are kept.
 */
final class AccentFolding {

    /** The most base letters that replace one Latin letter. */
    private static final int MAX_EXPANSION = 4;

    private AccentFolding() {}

    /**
     * @param word in normalization form C and folded case
     */
    static String fold(String word) {
        if (TextNormalizer.isAscii(word)) {
            return word;
        }
        StringBuilder folded = new StringBuilder(word.length());
        UnicodeScript script = UnicodeScript.COMMON;
        for (int i = 0; i < word.length(); ) {
            int character = word.codePointAt(i);
            i += Character.charCount(character);
            UnicodeScript own = UnicodeScript.of(character);
            if (own != UnicodeScript.INHERITED && own != UnicodeScript.COMMON) {
                script = own;
            }
            append(folded, character, script);
        }
        return folded.toString();
    }

    private static void append(StringBuilder folded, int character, UnicodeScript script) {
        switch (script) {
            case LATIN -> appendLatin(folded, character);
            case GREEK, CYRILLIC, HEBREW, ARABIC, SYRIAC -> {
                if (isLetterOfItsOwn(character)) {
                    folded.appendCodePoint(character);
                } else {
                    appendWithoutMarks(folded, character);
                }
            }
            default -> folded.appendCodePoint(character);
        }
    }

    /**
     * й, ї and ў are separate letters of their alphabets, and their marks are not omitted in
     * writing.
     */
    private static boolean isLetterOfItsOwn(int character) {
        return character == 'й' || character == 'ї' || character == 'ў';
    }

    private static void appendLatin(StringBuilder folded, int character) {
        StringBuilder bare = new StringBuilder();
        appendWithoutMarks(bare, character);
        char[] letters = bare.toString().toCharArray();
        char[] ascii = new char[MAX_EXPANSION * letters.length];
        int length = ASCIIFoldingFilter.foldToASCII(letters, 0, ascii, 0, letters.length);
        folded.append(ascii, 0, length);
    }

    private static void appendWithoutMarks(StringBuilder folded, int character) {
        String letters = Normalizer.normalize(Character.toString(character), Normalizer.Form.NFD);
        letters.codePoints()
                .filter(letter -> Character.getType(letter) != Character.NON_SPACING_MARK)
                .map(AccentFolding::plain)
                .forEach(folded::appendCodePoint);
    }

    private static int plain(int letter) {
        return switch (letter) {
            // Arabic: teh marbuta, alef maksura and Persian yeh, Persian keheh, alef wasla.
            case 0x0629 -> 0x0647;
            case 0x0649, 0x06CC -> 0x064A;
            case 0x06A9 -> 0x0643;
            case 0x0671 -> 0x0627;
            default -> letter;
        };
    }
}
