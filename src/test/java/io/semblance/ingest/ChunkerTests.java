package io.semblance.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.embedding.TokenCounter;
import io.semblance.ingest.Chunker.ChunkText;
import io.semblance.value.Caller;
import io.semblance.value.CallerGoneException;
import io.semblance.value.Deadline;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class ChunkerTests {

    private static final TokenCounter WORDS = new WordCounter();
    private static final int MANY = Integer.MAX_VALUE;

    @Test
    void shortTextIsOneChunk() {
        List<ChunkText> pieces =
                chunker(32, 4).chunks(null, "  One sentence. And another one.  ", MANY);

        assertThat(pieces).hasSize(1);
        assertThat(pieces.getFirst().span()).isEqualTo(new TextSpan(2, 32));
        assertThat(pieces.getFirst().passage()).isEqualTo("One sentence. And another one.");
    }

    @Test
    void chunksEndWithSentences() {
        List<ChunkText> pieces =
                chunker(11, 0)
                        .chunks(
                                null,
                                "One two three four. Five. Six seven eight nine. Ten eleven.",
                                MANY);

        assertThat(pieces.stream().map(ChunkText::passage))
                .containsExactly("One two three four. Five. Six seven eight nine.", "Ten eleven.");
    }

    /** At least two thirds of a chunk, except for the last one. */
    @RepeatedTest(5)
    void chunksAreFilled(RepetitionInfo repetition) {
        String text = String.join(" ", sentences(new Random(repetition.getCurrentRepetition())));
        List<ChunkText> pieces = chunker(122, 0).chunks(null, text, MANY);

        assertThat(pieces).hasSizeGreaterThan(20);
        assertThat(pieces.subList(0, pieces.size() - 1))
                .allSatisfy(piece ->
                        assertThat(WORDS.count(List.of(piece.passage()))[0]).isBetween(80, 120));
    }

    @Test
    void textThatFitsIsOneChunk() {
        String text = words(40) + ". " + words(39) + ". " + words(41) + ".";

        assertThat(chunker(122, 0).chunks(null, text, MANY)).hasSize(1);
    }

    /** Of 100 documents of more than 20 chunks each, for each of the three changes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 12})
    void aChangedSentenceChangesOnlyTheChunksAroundIt(int overlap) {
        Chunker chunker = chunker(122, overlap);
        Random random = new Random(7);
        int all = 0;
        int changed = 0;
        for (int document = 0; document < 100; document++) {
            List<String> sentences = sentences(random);
            var before = passages(chunker, sentences);
            for (int change = 0; change < 3; change++) {
                var after = passages(chunker, withChange(sentences, change, random));
                all += after.size();
                after.removeAll(before);
                changed += after.size();
            }
        }
        assertThat((double) changed / all).isLessThan(0.15);
    }

    private static List<String> sentences(Random random) {
        return IntStream.range(0, 200)
                .mapToObj(_ -> sentence(random))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static String sentence(Random random) {
        return "A "
                + random.ints(5 + random.nextInt(25), 0, 1_000)
                        .mapToObj(i -> "w" + i)
                        .collect(Collectors.joining(" "))
                + ".";
    }

    /** The sentences with another one instead of, before or without one of them. */
    private static List<String> withChange(List<String> sentences, int change, Random random) {
        List<String> changed = new ArrayList<>(sentences);
        int at = random.nextInt(sentences.size());
        switch (change) {
            case 0 -> changed.set(at, sentence(random));
            case 1 -> changed.add(at, sentence(random));
            default -> changed.remove(at);
        }
        return changed;
    }

    private static List<String> passages(Chunker chunker, List<String> sentences) {
        return chunker.chunks("Title", String.join(" ", sentences), MANY).stream()
                .map(ChunkText::passage)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    @Test
    void nextChunkRepeatsTheLastSentencesOfTheOneBefore() {
        List<ChunkText> pieces =
                chunker(10, 3).chunks(null, "A b c d. E f g. H i. J k l. M n o p. Q r.", MANY);

        assertThat(pieces.stream().map(ChunkText::passage))
                .containsExactly(
                        "A b c d. E f g.", "E f g. H i. J k l.", "J k l. M n o p.", "Q r.");
    }

    @Test
    void titleStandsBeforeEveryChunkAndCounts() {
        List<ChunkText> pieces =
                chunker(10, 0).chunks("My title", "A b c. D e f. G h i j k. L.", MANY);

        assertThat(pieces.stream().map(ChunkText::passage))
                .containsExactly("My title\nA b c. D e f.", "My title\nG h i j k. L.");
        assertThat(pieces.get(1).span()).isEqualTo(new TextSpan(14, 27));
    }

    @Test
    void longTitleIsCutSoThatTheTextHasHalfTheRoom() {
        String title = words(500);
        List<ChunkText> pieces = chunker(34, 0).chunks(title, words(64), MANY);

        assertThat(pieces).hasSize(4);
        assertThat(WORDS.count(List.of(pieces.getFirst().passage()))[0]).isEqualTo(32);
    }

    @Test
    void sentenceLongerThanAChunkIsCutBetweenWords() {
        List<ChunkText> pieces = chunker(12, 0).chunks(null, words(25), MANY);

        assertThat(pieces.stream().map(piece -> piece.passage().split(" ").length))
                .containsExactly(10, 10, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "東京は日本の首都です。大阪は二番目です。", "Überall. 🚀🚀🚀 Ende!", "..."})
    void offsetsAreThoseOfTheText(String text) {
        for (ChunkText piece : chunker(10, 2).chunks(null, text, MANY)) {
            assertThat(piece.span().of(text)).isEqualTo(piece.passage());
        }
    }

    @RepeatedTest(50)
    void chunksHaveAllOfTheTextAndStayWithinTheirBudget(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        String text = randomText(random);
        int maxTokens = 8 + random.nextInt(60);
        int overlap = random.nextInt(maxTokens);
        String title = random.nextBoolean() ? null : words(1 + random.nextInt(10));

        List<ChunkText> pieces = chunker(maxTokens, overlap).chunks(title, text, MANY);

        BitSet covered = new BitSet();
        int lastStart = -1;
        for (ChunkText piece : pieces) {
            assertThat(WORDS.count(List.of(piece.passage()))[0] + WORDS.overhead())
                    .isLessThanOrEqualTo(maxTokens);
            assertThat(piece.span().start()).as("chunks go forward").isGreaterThan(lastStart);
            lastStart = piece.span().start();
            covered.set(piece.span().start(), piece.span().end());
        }
        for (int i = 0; i < text.length(); i++) {
            assertThat(covered.get(i) || Character.isWhitespace(text.charAt(i)))
                    .as("character %d of %s", i, text)
                    .isTrue();
        }
    }

    @Test
    void aWordOfAMillionCharactersIsCutToo() {
        TokenCounter letters = new LetterCounter();
        List<ChunkText> pieces =
                new Chunker(letters, Locale.ENGLISH, 102, 0, Caller.NO_DEADLINE)
                        .chunks(null, "x".repeat(1_000_000), MANY);

        assertThat(pieces).hasSize(10_000);
    }

    /** A text may have millions of sentences: its client may leave before they are counted. */
    @Test
    void stopsWhenTheCallerNoLongerWaits() {
        AtomicInteger polls = new AtomicInteger();
        Caller leaving = new Caller(Deadline.NONE, () -> polls.incrementAndGet() > 2);
        Chunker chunker = new Chunker(WORDS, Locale.ENGLISH, 12, 0, leaving);

        assertThat(chunker.chunks(null, words(20), MANY)).hasSize(2);
        assertThatThrownBy(() -> chunker.chunks(null, words(20), MANY))
                .isInstanceOf(CallerGoneException.class);
    }

    private static Chunker chunker(int maxTokens, int overlap) {
        return new Chunker(WORDS, Locale.ENGLISH, maxTokens, overlap, Caller.NO_DEADLINE);
    }

    private static String words(int count) {
        return IntStream.range(0, count).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder("Begin");
        int parts = 1 + random.nextInt(200);
        for (int i = 0; i < parts; i++) {
            text.append(
                    switch (random.nextInt(8)) {
                        case 0 -> ". ";
                        case 1 -> "! \n\n";
                        case 2 -> "? Why";
                        default -> " word" + random.nextInt(1000);
                    });
        }
        return text.toString();
    }

    @Test
    void textWithMoreChunksThanAllowedIsRefusedBeforeAllAreFound() {
        String text = "A b c d. ".repeat(100_000);

        assertThat(chunker(10, 0).chunks(null, text, 50_000)).hasSize(50_000);
        assertThatThrownBy(() -> chunker(10, 0).chunks(null, text, 49_999))
                .isInstanceOf(DocumentRefusedException.class)
                .hasMessageContaining("more than the 49999 chunks");
    }

    /** Words are tokens, and two more frame every text. */
    static class WordCounter implements TokenCounter {

        private static final Pattern WORD = Pattern.compile("\\S+");

        @Override
        public List<Integer> unknown(List<String> texts) {
            return List.of();
        }

        @Override
        public int[] count(List<String> texts) {
            return texts.stream().mapToInt(text -> (int) matcher(text).results().count()).toArray();
        }

        @Override
        public int[] cut(String text, int maxTokens) {
            List<Integer> cuts = new ArrayList<>();
            Matcher words = matcher(text);
            int tokens = 0;
            while (words.find()) {
                if (tokens == maxTokens) {
                    cuts.add(words.start());
                    tokens = 0;
                }
                tokens++;
            }
            cuts.add(text.length());
            return cuts.stream().mapToInt(Integer::intValue).toArray();
        }

        Matcher matcher(String text) {
            return WORD.matcher(text);
        }

        @Override
        public int overhead() {
            return 2;
        }

        @Override
        public int maxTokens() {
            return 512;
        }
    }

    /** Letters are tokens. */
    private static final class LetterCounter extends WordCounter {

        @Override
        Matcher matcher(String text) {
            return Pattern.compile("\\S").matcher(text);
        }
    }
}
