package io.semblance.tokenization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;

import io.semblance.tokenization.Encoding.Side;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class TokenizerTests {

    @TempDir static Path folder;

    private static Tokenizer bge;

    @BeforeAll
    static void load() throws IOException {
        bge = load("bge-small-en-v1.5-tokenizer.json");
    }

    private static Tokenizer load(String resource) throws IOException {
        Path file = folder.resolve(resource);
        try (InputStream in = TokenizerTests.class.getResourceAsStream("/" + resource)) {
            Files.copy(Objects.requireNonNull(in), file);
        }
        return Tokenizer.load(file);
    }

    @Test
    void encodesWithSpecialTokens() {
        Encoding encoding = bge.encode(List.of("Hello world")).getFirst();

        assertThat(encoding.toArray()).containsExactly(101, 7592, 2088, 102);
        assertThat(bge.specialTokens()).isEqualTo(2);
        assertThat(bge.count(List.of("Hello world", "hi"))).containsExactly(2, 1);
    }

    @Test
    void neitherTruncatesNorPadsWhateverTheFileSays() throws IOException {
        try (Tokenizer miniLm = load("all-minilm-l6-v2-tokenizer.json")) {
            List<Encoding> encodings = miniLm.encode(List.of("word ".repeat(1_000), "word"));

            assertThat(encodings.get(0).length()).isEqualTo(1_002);
            assertThat(encodings.get(1).length()).isEqualTo(3);
        }
    }

    @Test
    void endOfATextIsCutAtWhiteSpace() {
        assertThat(end("one two three", 13, Side.RIGHT)).isEqualTo("one two three");
        assertThat(end("one two three", 9, Side.RIGHT)).isEqualTo("one two");
        assertThat(end("one two three", 9, Side.LEFT)).isEqualTo(" three");
        assertThat(end("one two-three four", 12, Side.RIGHT)).isEqualTo("one two-three");
        assertThat(end("one two-three", 7, Side.LEFT)).isEqualTo(" two-three");
        assertThat(bge.truncate("one two three", 9, Side.RIGHT).uncertainTokens()).isZero();
    }

    @Test
    void endOfATextWithoutWhiteSpaceIsCutAnywhereAndNotCertain() {
        TruncatedText end = bge.truncate("one-two-three", 5, Side.LEFT);

        assertThat(end.text()).isEqualTo("three");
        assertThat(end.uncertainTokens()).isPositive();
        assertThat(end.whole()).isFalse();
        assertThat(end("🚀".repeat(10), 5, Side.RIGHT)).isEqualTo("🚀🚀");
    }

    private static String end(String text, int units, Side givenUp) {
        return bge.truncate(text, units, givenUp).text();
    }

    @Test
    void endIsNotCertainIfTheTokenizerMayLookAcrossWhiteSpace() throws IOException {
        Path file = folder.resolve("byte-level.json");
        Files.writeString(
                file,
                """
                {"version":"1.0","normalizer":null,"pre_tokenizer":{"type":"ByteLevel",
                 "add_prefix_space":false,"trim_offsets":true,"use_regex":true},
                 "model":{"type":"BPE","unk_token":"a","vocab":{"a":0,"b":1},"merges":[]}}
                """);
        try (Tokenizer byteLevel = Tokenizer.load(file)) {
            TruncatedText end = byteLevel.truncate("a b ".repeat(1_000), 8, Side.RIGHT);

            assertThat(end.text()).isEqualTo("a b a b");
            assertThat(end.uncertainTokens()).isPositive();
        }
    }

    @Test
    void truncationKeepsTheSpecialTokens() {
        Encoding encoding = bge.encode(List.of("one two three four")).getFirst();
        int[] ids = encoding.toArray();

        assertThat(encoding.truncated(4, Encoding.Side.RIGHT).toArray())
                .containsExactly(101, ids[1], ids[2], 102);
        assertThat(encoding.truncated(4, Encoding.Side.LEFT).toArray())
                .containsExactly(101, ids[3], ids[4], 102);
        assertThat(encoding.truncated(6, Encoding.Side.RIGHT)).isSameAs(encoding);
        assertThatThrownBy(() -> encoding.truncated(2, Encoding.Side.RIGHT))
                .hasMessage("maxLength must be more than the 2 special tokens, got: 2");
    }

    @Test
    void cutsBetweenWordsWithinTheBudget() {
        String text = "The quick brown fox jumps over the lazy dog again and again.";

        assertThat(pieces(text, 4))
                .containsExactly(
                        "The quick brown fox ", "jumps over the lazy ", "dog again and ", "again.");
    }

    @Test
    void cutsCountCodeUnitsWhereTextHasEmojiAndCombiningCharacters() {
        String text = "🚀🚀 rocket é 🚀 naïve 東京 are words 👩‍👩‍👧 here 𝒜 too";
        for (int budget = 1; budget < 8; budget++) {
            List<String> pieces = pieces(text, budget);
            assertThat(String.join("", pieces)).isEqualTo(text);
            for (String piece : pieces) {
                assertThat(Character.isLowSurrogate(piece.charAt(0))).isFalse();
                assertThat(bge.count(List.of(piece))[0]).isLessThanOrEqualTo(Math.max(3, budget));
            }
        }
    }

    @Test
    void cutsAWordThatIsLongerThanThePiece() {
        String text = "pneumonoultramicroscopicsilicovolcanoconiosis".repeat(2);
        List<String> pieces = pieces(text, 5);

        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(pieces).hasSizeGreaterThan(3);
    }

    @Test
    void tokensStandForPartsOfTheTextCountedInBytes() {
        List<Token> tokens = bge.tokens("naïve 東京🚀 unworldliness", true, 100);

        assertThat(tokens.getFirst()).isEqualTo(new Token(101, "[CLS]", true, 0, 0));
        assertThat(tokens.getLast()).isEqualTo(new Token(102, "[SEP]", true, 0, 0));
        assertThat(tokens.stream().filter(token -> !token.special()).map(Token::text))
                .containsExactly("naïve", "東", "京", "🚀", "un", "world", "liness");
        assertThat(tokens.stream().filter(token -> !token.special()).map(Token::start))
                .containsExactly(0, 7, 10, 13, 18, 20, 25);
        assertThat(tokens.get(7).end()).isEqualTo(31);
        assertThat(bge.tokens("hello", false, 100))
                .containsExactly(new Token(7592, "hello", false, 0, 5));
    }

    @Test
    void decodesWhatItKnows() {
        assertThat(bge.decode(new int[] {101, 7592, 2088, 102}, true)).isEqualTo("hello world");
        assertThat(bge.decode(new int[] {101, 7592, 2088, 102}, false))
                .isEqualTo("[CLS] hello world [SEP]");
        assertThat(bge.decode(new int[] {7592, 99_999}, true)).isEqualTo("hello");
        assertThat(bge.decode(new int[0], true)).isEmpty();
    }

    @Test
    void knowsTheSizeOfItsVocabulary() throws IOException {
        assertThat(bge.vocabularySize()).isEqualTo(30_522);
        Path file = folder.resolve("unigram.json");
        Files.writeString(
                file,
                """
                {"version":"1.0","added_tokens":[{"id":7,"content":"<mask>","special":true,
                 "single_word":false,"lstrip":false,"rstrip":false,"normalized":false}],
                 "normalizer":null,"pre_tokenizer":null,
                 "model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0],["a",-1],["b",-2]]}}
                """);
        assertThat(Vocabulary.size(file)).isEqualTo(8);
    }

    @Test
    void refusesAFileThatIsNoTokenizer() throws IOException {
        Path file = Files.writeString(folder.resolve("broken.json"), "{\"model\":");

        assertThatThrownBy(() -> Tokenizer.load(file))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("broken.json");
        assertThatThrownBy(() -> Tokenizer.load(folder.resolve("absent.json")))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("there is no tokenizer file")
                .hasMessageContaining("absent.json");
    }

    @Test
    void neverPhonesHome() {
        assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
        assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
    }

    private static List<String> pieces(String text, int maxTokens) {
        int[] cuts = bge.cut(text, maxTokens);
        List<String> pieces = new ArrayList<>();
        int from = 0;
        for (int cut : cuts) {
            pieces.add(text.substring(from, cut));
            from = cut;
        }
        return pieces;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Hello world | a longer text, of some words",
                "a longer query than its text | hi",
                "` ` | hi",
            })
    void pairIsJoinedAsTheTokenizerItselfDoes(String query, String text) throws IOException {
        Path file = folder.resolve("bge-small-en-v1.5-tokenizer.json");
        try (var original = HuggingFaceTokenizer.newInstance(file)) {
            var expected = original.encode(query, text, true, false);
            PairEncoding pair =
                    bge.pairTemplate().join(bge.encode(query), bge.encode(text), 512, Side.RIGHT);

            assertThat(pair.toArray())
                    .containsExactly(
                            Arrays.stream(expected.getIds()).mapToInt(id -> (int) id).toArray());
            assertThat(pair.typesToArray())
                    .containsExactly(
                            Arrays.stream(expected.getTypeIds())
                                    .mapToInt(type -> (int) type)
                                    .toArray());
            assertThat(pair.truncated()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 5, RIGHT",
        "5, 1, RIGHT",
        "5, 5, RIGHT",
        "9, 4, RIGHT",
        "4, 9, LEFT",
        "9, 9, LEFT",
        "0, 9, RIGHT",
        "3, 3, RIGHT",
    })
    void pairIsCutAsHuggingFacesTokenizersDo(int queryWords, int textWords, Side givenUp)
            throws IOException {
        String query = words("one", queryWords);
        String text = words("two", textWords);
        // DJL has no way to cut the left end.
        String side = givenUp == Side.LEFT ? "Left" : "Right";
        Path json = folder.resolve("cut-%s.json".formatted(side));
        Files.writeString(
                json,
                Files.readString(folder.resolve("bge-small-en-v1.5-tokenizer.json"))
                        .replaceFirst(
                                "\"truncation\": *(null|\\{[^}]*})",
                                "\"truncation\":{\"direction\":\"%s\",\"max_length\":10,\"strategy\":\"LongestFirst\",\"stride\":0}"
                                        .formatted(side)));
        try (var original =
                HuggingFaceTokenizer.newInstance(json, Map.of("padding", "DO_NOT_PAD"))) {
            var expected = original.encode(query, text, true, false).getIds();
            PairEncoding pair =
                    bge.pairTemplate().join(bge.encode(query), bge.encode(text), 10, givenUp);

            assertThat(pair.toArray())
                    .containsExactly(Arrays.stream(expected).mapToInt(id -> (int) id).toArray());
            assertThat(pair.truncated()).isEqualTo(queryWords + textWords > 7);
        }
    }

    private static String words(String word, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? word : String.valueOf(i)).append(' ');
        }
        return text.toString();
    }
}
