package io.semblance.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.embedding.TokenCounter;
import io.semblance.ingest.Chunker.ChunkText;
import io.semblance.ingest.files.Section;
import io.semblance.store.ChunkSource;
import io.semblance.value.Caller;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Locale;

/** Where chunks end in texts with headings, paragraphs, lists, tables and code. */
class ChunkStructureTests {

    private static final TokenCounter WORDS = new ChunkerTests.WordCounter();

    private static List<String> chunks(int room, int overlap, String text, Section... sections) {
        return new Chunker(
                        WORDS, Locale.ENGLISH, room + WORDS.overhead(), overlap, Caller.NO_DEADLINE)
                .chunks(null, text, List.of(sections), Integer.MAX_VALUE).stream()
                        .map(ChunkText::passage)
                        .toList();
    }

    @Test
    void aHeadingBeginsAChunkIfTheOneBeforeIsAThirdFull() {
        String text = "One two three four five.\n\n## Next\nSix seven.\n\n## Last\nEight.";

        assertThat(chunks(14, 0, text))
                .containsExactly(
                        "One two three four five.", "## Next\nSix seven.\n\n## Last\nEight.");
        assertThat(chunks(30, 0, text)).containsExactly(text);
    }

    @Test
    void aHeadingIsNeverTheEndOfAChunk() {
        assertThat(chunks(6, 0, "One two.\n\n# Title here\n\nFour five six seven eight."))
                .containsExactly("One two.", "# Title here", "Four five six seven eight.");
        assertThat(chunks(10, 0, "One two.\n\n# Title\n\nFour five six. Seven eight nine ten."))
                .containsExactly("One two.\n\n# Title\n\nFour five six.", "Seven eight nine ten.");
        assertThat(chunks(7, 0, "One two.\n\n# Title\n\nFour five six seven. Eight."))
                .containsExactly("One two.", "# Title\n\nFour five six seven. Eight.");
    }

    @Test
    void theHeadingsOfAFileAreItsSections() {
        String text = "One two three four five.\n\nNext\n\nSix seven eight nine.";
        Section next = new Section(26, null, "Next", null, null);

        assertThat(chunks(8, 0, text, next))
                .containsExactly("One two three four five.", "Next\n\nSix seven eight nine.");
        assertThat(chunks(8, 0, text)).element(0).isEqualTo("One two three four five.\n\nNext");
    }

    @Test
    void nothingBeforeAHeadingIsRepeatedAfterIt() {
        assertThat(chunks(5, 3, "One two. Three four.\n\n# Five\nSix seven. Eight nine."))
                .containsExactly(
                        "One two. Three four.", "# Five\nSix seven.", "Six seven. Eight nine.");
    }

    @Test
    void aChunkPrefersToEndWithAParagraph() {
        assertThat(chunks(10, 0, "A b c d. E f g h.\n\nI j. K l m n. O p."))
                .containsExactly("A b c d. E f g h.", "I j. K l m n. O p.");
        assertThat(chunks(10, 0, "A b c.\n\nD e f g. H i j. K l m n. O p."))
                .as("the paragraph ends too early: the content decides")
                .containsExactly("A b c.\n\nD e f g.", "H i j. K l m n. O p.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- a b c\n- d e f\n- g h i\n- j k l",
                "1. a b c\n2. d e f\n3. g h i\n4. j k l",
                "| a b |\n| d e |\n| g h |\n| j k |",
                "a | b c\nd | e f\ng | h i\nj | k l",
                "```\na b c\nd e f g\nh i j k\nl m n\n```"
            })
    void aListATableAndCodeAreSplitBetweenTheirLines(String text) {
        List<String> chunks = chunks(9, 0, text);

        assertThat(chunks).hasSizeGreaterThan(1);
        assertThat(String.join("\n", chunks)).isEqualTo(text);
    }

    @Test
    void linesOfRunningTextAreOneSentence() {
        String text = "One two three\nfour five six\nseven eight nine\nten eleven.";

        assertThat(chunks(6, 0, text))
                .containsExactly("One two three\nfour five six", "seven eight nine\nten eleven.");
        assertThat(chunks(11, 0, text)).containsExactly(text);
    }

    @Test
    void aBlankLineInCodeIsNotTheEndOfAParagraph() {
        String text = "```\na b c\n\nd e f\ng h i\n```";

        assertThat(chunks(8, 0, text)).containsExactly("```\na b c\n\nd e f", "g h i\n```");
    }

    @Test
    void aChunkHasTheSourceOfItsFirstCharacter() {
        var sections =
                List.of(
                        new Section(5, 1, null, null, null),
                        new Section(20, 2, "A › B", null, null));

        assertThat(ChunkSources.at(sections, 0)).isNull();
        assertThat(ChunkSources.at(sections, 5)).isEqualTo(new ChunkSource(1, null, null, null));
        assertThat(ChunkSources.at(sections, 19)).isEqualTo(new ChunkSource(1, null, null, null));
        assertThat(ChunkSources.at(sections, 99))
                .isEqualTo(new ChunkSource(2, "A › B", null, null));
        assertThat(ChunkSources.at(List.of(), 3)).isNull();
    }
}
