package io.semblance.store.analysis;

import java.lang.Character.UnicodeScript;

/** How the words of a script are separated. */
enum Script {
    /** Words are separated by spaces. */
    SPACED(0),
    /** Chinese, Japanese and Korean: indexed as pairs of characters. */
    CJK(2),
    /**
     * Alphabetic scripts without spaces, such as Thai: indexed as triples of letters with their
     * marks.
     */
    UNSPACED(3);

    private final int gram;

    Script(int gram) {
        this.gram = gram;
    }

    /** The length of the n-grams that a query of this script looks up. */
    int gram() {
        return gram;
    }

    static Script of(int character) {
        if (character < 0x0E00) {
            return SPACED;
        }
        if (character == 0x30FC) {
            // The prolonged sound mark belongs to both kana scripts.
            return CJK;
        }
        return switch (UnicodeScript.of(character)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, YI -> CJK;
            case THAI,
                    LAO,
                    KHMER,
                    MYANMAR,
                    TAI_LE,
                    NEW_TAI_LUE,
                    TAI_THAM,
                    TAI_VIET,
                    AHOM,
                    JAVANESE,
                    BALINESE ->
                    UNSPACED;
            default -> SPACED;
        };
    }
}
