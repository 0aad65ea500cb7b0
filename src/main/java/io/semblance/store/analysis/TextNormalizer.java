package io.semblance.store.analysis;

import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * Gives text that looks the same one form: Unicode normalization form KC, without characters that
 * are not displayed (Default_Ignorable_Code_Point in Unicode's DerivedCoreProperties.txt), with
 * ASCII digits, and one character for each kind of apostrophe and hyphen. Case is kept.
 */
final class TextNormalizer {

    /** A soft hyphen and the line break after it, as in text from PDF files. */
    private static final Pattern HYPHENATION = Pattern.compile("\u00AD[ \t]*\\R[ \t]*");

    /** A word that was divided at the end of a line. */
    private static final Pattern DIVIDED = Pattern.compile("(?<=\\p{L})-\\R[ \t]*(?=\\p{Ll})");

    /** First and last code points of the ranges of Default_Ignorable_Code_Point. */
    private static final int[] IGNORABLE = {
        0x00AD, 0x00AD, 0x034F, 0x034F, 0x061C, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B,
        0x180F, 0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x206F, 0x3164, 0x3164, 0xFE00, 0xFE0F,
        0xFEFF, 0xFEFF, 0xFFA0, 0xFFA0, 0xFFF0, 0xFFF8, 0x1BCA0, 0x1BCA3, 0x1D173, 0x1D17A, 0xE0000,
        0xE0FFF
    };

    /** An Arabic character that only stretches words. */
    private static final int TATWEEL = 0x0640;

    private TextNormalizer() {}

    static String normalize(String text) {
        String joined = text;
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            joined = HYPHENATION.matcher(joined).replaceAll("");
            joined = DIVIDED.matcher(joined).replaceAll("-");
        }
        if (isAscii(joined)) {
            return joined;
        }
        String composed = Normalizer.normalize(visible(joined), Normalizer.Form.NFKC);
        // Compatibility forms of Hangul fillers become ignorable.
        return visible(composed);
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            if (!isIgnorable(character)) {
                visible.appendCodePoint(unified(character));
            } else if (character == 0x200B && i < text.length() && isBoundary(visible, text, i)) {
                visible.append(' ');
            }
        }
        return visible.toString();
    }

    /**
     * Whether a zero-width space separates two words of a script that is written without spaces.
     */
    private static boolean isBoundary(StringBuilder before, String text, int next) {
        return !before.isEmpty()
                && Script.of(before.codePointBefore(before.length())) == Script.UNSPACED
                && Script.of(text.codePointAt(next)) == Script.UNSPACED;
    }

    static boolean isIgnorable(int character) {
        if (character < IGNORABLE[0]) {
            return false;
        }
        if (character == TATWEEL) {
            return true;
        }
        for (int i = 0; i < IGNORABLE.length && character >= IGNORABLE[i]; i += 2) {
            if (character <= IGNORABLE[i + 1]) {
                return true;
            }
        }
        return false;
    }

    private static int unified(int character) {
        return switch (character) {
            // Apostrophes, and the Hebrew geresh and gershayim.
            case 0x2018, 0x2019, 0x02BC, 0x02BB, 0x05F3, 0x05F4, 0xFF07 -> '\'';
            // Hyphens, the figure dash, the en dash and the minus sign.
            case 0x2010, 0x2011, 0x2012, 0x2013, 0x2212 -> '-';
            default -> {
                if (character >= 0x80
                        && Character.getType(character) == Character.DECIMAL_DIGIT_NUMBER) {
                    yield '0' + Character.digit(character, 10);
                }
                yield character;
            }
        };
    }
}
