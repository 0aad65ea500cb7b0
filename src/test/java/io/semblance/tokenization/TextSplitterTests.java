package io.semblance.tokenization;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Where a text that has more tokens than a piece is split; here each character is a token. */
class TextSplitterTests {

    private static List<String> pieces(String text, int maxTokens) {
        int[] starts =
                IntStream.range(0, text.length())
                        .filter(i -> !Character.isLowSurrogate(text.charAt(i)))
                        .toArray();
        List<String> pieces = new ArrayList<>();
        int from = 0;
        for (int end : TextSplitter.endOffsets(text, starts, maxTokens)) {
            pieces.add(text.substring(from, end));
            from = end;
        }
        return pieces;
    }

    @Test
    void splitsAfterWhiteSpace() {
        assertThat(pieces("one two three four", 10)).containsExactly("one two ", "three four");
    }

    @Test
    void splitsNoWordThatFitsIntoAPiece() {
        assertThat(pieces("a incomprehens b", 12)).containsExactly("a ", "incomprehens", " b");
        assertThat(pieces("(incomprehens)", 13)).containsExactly("(incomprehens", ")");
    }

    @Test
    void splitsAWordThatIsLongerThanAPiece() {
        assertThat(pieces("incomprehensible", 7)).containsExactly("incompr", "ehensib", "le");
    }

    @Test
    void splitsScriptsWithoutSpacesWhereThePieceIsFull() {
        assertThat(pieces("东 京是日本的首都大阪", 7)).containsExactly("东 京是日本的", "首都大阪");
    }

    @Test
    void splitsNoSurrogatePair() {
        assertThat(pieces("🚀🚀🚀🚀🚀", 2)).containsExactly("🚀🚀", "🚀🚀", "🚀");
    }
}
