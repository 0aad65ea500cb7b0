package io.semblance.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.semblance.TestWaits;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.embedding.InferenceException;
import io.semblance.embedding.NoRerankerException;
import io.semblance.embedding.QueueFullException;
import io.semblance.embedding.RerankRequest;
import io.semblance.embedding.RerankResult;
import io.semblance.embedding.Reranker;
import io.semblance.embedding.TextRefusedException;
import io.semblance.embedding.graph.TinyCrossEncoder;
import io.semblance.value.Caller;
import io.semblance.value.Deadline;
import io.semblance.value.DeadlineExceededException;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** What the engine promises about the scores of pairs. */
class RerankerTests {

    private static final Offset<Float> EXACT = Offset.offset(1e-5f);

    @TempDir private Path folder;

    @Test
    void textsScoreByWhatTheyShareWithTheQuery() throws IOException {
        try (MicroBatchingEngine engine = countingWords(512)) {
            RerankResult result =
                    rank(
                            engine,
                            "red apple tree",
                            "a red apple on its tree",
                            "apple",
                            "the sea",
                            "apple tree");

            assertLogits(result, 4, 8f / 3 - 4, -4, 16f / 3 - 4);
            assertThat(result.probabilities().getFirst())
                    .isCloseTo(1 / (1 + Math.exp(-4)), Offset.offset(1e-6));
            assertThat(result.model()).isEqualTo("reranker");
            assertThat(result.truncated()).isEmpty();
            // [CLS] red apple tree [SEP] … [SEP], four times.
            assertThat(result.tokens()).isEqualTo(4 * 6 + 6 + 1 + 2 + 2);
        }
    }

    @Test
    void queryAndTextAreToldApart() throws IOException {
        try (MicroBatchingEngine engine = countingWords(512)) {
            // The query's token "apple" is in the text; the text's "tree" is not in the query.
            assertLogits(rank(engine, "apple", "apple tree"), 4);
            assertLogits(rank(engine, "apple tree", "apple"), 0);
        }
    }

    @Test
    void emptyTextsAndQueriesScoreAsWhatTheyAre() throws IOException {
        try (MicroBatchingEngine engine = countingWords(512)) {
            assertLogits(rank(engine, "apple", "", "  ", "apple"), -4, -4, 4);
            assertLogits(rank(engine, "", "apple"), -4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bge-small-en-v1.5", "bge-small-en-v1.5-q"})
    void scoreOfATransformerDoesNotDependOnItsNeighbours(String encoder) throws IOException {
        byte[] graph = TinyCrossEncoder.onTopOf(TestEngines.file(encoder + ".onnx").path());
        List<String> texts = new ArrayList<>();
        for (int words = 1; words < 60; words++) {
            texts.add("The pump " + words + " has lost its prime. ".repeat(words / 5 + 1));
        }
        Collections.shuffle(texts, new Random(1));
        try (MicroBatchingEngine engine = engine(graph, 512)) {
            RerankResult together = rank(engine, "why does it fail?", texts);

            assertThat(together.logits()).doesNotHaveDuplicates();
            for (int i = 0; i < texts.size(); i += 7) {
                float alone = rank(engine, "why does it fail?", texts.get(i)).logits().getFirst();
                assertThat(together.logits().get(i)).isCloseTo(alone, Offset.offset(2e-3f));
            }
        }
    }

    @Test
    void logitsInHalfPrecisionAreThoseOfTheGraph() throws IOException {
        try (MicroBatchingEngine engine = engine(TinyCrossEncoder.countingWordsInHalf(), 512)) {
            assertLogits(rank(engine, "red apple", "red", "a red apple", "sea"), 0, 4, -4);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Eight tokens are [CLS], three [SEP]s less one, and five of the two texts.
        "RIGHT, apple, one two three four apple, -4",
        "RIGHT, apple, apple two three four five, 4",
        "LEFT,  apple, one two three four apple, 4",
        "LEFT,  apple, apple two three four five, -4",
    })
    void textIsCutToWhatTheQueryLeaves(
            Truncation truncation, String query, String text, float logit) throws IOException {
        try (MicroBatchingEngine engine = countingWords(8)) {
            RerankResult result =
                    engine.rerank(request(truncation, query, "short", text), Caller.NO_DEADLINE);

            assertThat(result.logits().get(1)).isCloseTo(logit, EXACT);
            assertThat(result.truncated()).containsExactly(1);
            assertThat(result.tokens()).isEqualTo(5 + 8);
        }
    }

    @Test
    void longQueryAndLongTextGetHalfTheRoomEach() throws IOException {
        try (MicroBatchingEngine engine = countingWords(9)) {
            // Six tokens of room: of either text the first three.
            RerankResult result = rank(engine, "one two three four", "three two nine one four");

            assertLogits(result, 8 * 2f / 3 - 4);
            assertThat(result.truncated()).containsExactly(0);
        }
    }

    @Test
    void pairThatMayNotBeCutIsRefusedWithItsIndex() throws IOException {
        try (MicroBatchingEngine engine = countingWords(8)) {
            assertThatThrownBy(() ->
                            engine.rerank(
                                    request(
                                            Truncation.REFUSE,
                                            "apple",
                                            "one",
                                            "one two three four five"),
                                    Caller.NO_DEADLINE))
                    .isInstanceOfSatisfying(
                            TextRefusedException.class,
                            refused -> {
                                assertThat(refused.index()).isEqualTo(1);
                                assertThat(refused.reason())
                                        .isEqualTo(TextRefusedException.Reason.TOO_LONG);
                            })
                    .hasMessageContaining("more than the 8 tokens that model 'reranker' reads");
        }
    }

    @ParameterizedTest
    @EnumSource(Truncation.class)
    void textOfAMillionWordsIsReadAsFarAsNeeded(Truncation truncation) throws IOException {
        String text = "one " + "word ".repeat(1_000_000) + "two";
        try (MicroBatchingEngine engine = countingWords(512)) {
            switch (truncation) {
                case REFUSE ->
                        assertThatThrownBy(() ->
                                        engine.rerank(
                                                request(truncation, "two", text),
                                                Caller.NO_DEADLINE))
                                .isInstanceOf(TextRefusedException.class);
                case LEFT ->
                        assertLogits(
                                engine.rerank(request(truncation, "two", text), Caller.NO_DEADLINE),
                                4);
                case RIGHT, DEFAULT ->
                        assertLogits(
                                engine.rerank(request(truncation, "one", text), Caller.NO_DEADLINE),
                                4);
            }
        }
    }

    @Test
    void pairsAndTextsOfManyCallersEachGetTheirOwn() throws Exception {
        try (MicroBatchingEngine engine = countingWords(512);
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<List<Float>>> calls = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int asked = i;
                calls.add(() -> {
                    var _ = engine.embed(EmbedRequest.query(null, "text number " + asked));
                    return rank(engine, "w" + asked + " apple", "apple", "w" + asked).logits();
                });
            }
            for (var answer : callers.invokeAll(calls)) {
                float all = answer.get().get(0) + answer.get().get(1);
                // The query's tokens are parted among the two texts.
                assertThat(all).isCloseTo(0, EXACT);
            }
        }
    }

    @Test
    void pairThatFailsFailsItsRequestAndNoOther() throws IOException {
        int apple = 6207;
        try (MicroBatchingEngine engine = engine(TinyCrossEncoder.yieldingNaNFor(apple), 512)) {
            assertThatThrownBy(() -> rank(engine, "red", "pear", "apple"))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageContaining("model 'reranker' failed to run")
                    .hasMessageContaining("NaN");
            assertLogits(rank(engine, "red", "pear"), 0);
        }
    }

    @Test
    void whatTheQueueHasNoRoomForIsRefusedAtOnce() throws Exception {
        try (MicroBatchingEngine engine =
                TestEngines.reranking(
                        TestEngines.properties(1, 512L),
                        TestEngines.reranker(
                                TinyCrossEncoder.directory(
                                        folder, 512, TinyCrossEncoder.countingWords())),
                        new SimpleMeterRegistry())) {
            engine.warmUp();
            List<String> texts = TestEngines.texts(200, 200);
            try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
                var first = callers.submit(() -> rank(engine, "one", texts));
                TestWaits.until("a load in the queue", () -> engine.waitingTokens() >= 10_000);
                assertThatThrownBy(() -> rank(engine, "one", texts))
                        .isInstanceOf(QueueFullException.class);
                assertThat(engine.embed(EmbedRequest.query(null, "a query")).embeddings())
                        .hasSize(1);
                assertThat(first.get().logits()).hasSize(200);
            }
        }
    }

    @Test
    void callerWhoseTimeIsUpIsNotAnswered() throws IOException {
        try (MicroBatchingEngine engine = countingWords(512)) {
            var late =
                    new Caller(new Deadline(Duration.ofMillis(5), 0, () -> 5_000_001), () -> false);

            assertThatThrownBy(() -> engine.rerank(request(Truncation.RIGHT, "a", "b"), late))
                    .isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    void invalidUnicodeIsRefused() throws IOException {
        try (MicroBatchingEngine engine = countingWords(512)) {
            assertThatThrownBy(() -> rank(engine, "a\0", "b"))
                    .isInstanceOf(TextRefusedException.class)
                    .hasMessage("the query has a NUL character at offset 1; remove it");
            assertThatThrownBy(() -> rank(engine, "a", "b", "\ud800"))
                    .hasMessage("text 1 has the lone surrogate U+D800 at offset 0; remove it");
        }
    }

    @Test
    void describesItselfAndCountsPairs() throws IOException {
        var meters = new SimpleMeterRegistry();
        try (MicroBatchingEngine engine =
                TestEngines.reranking(
                        TestEngines.properties(1, null),
                        TestEngines.reranker(TinyCrossEncoder.directory(folder, 200)),
                        meters)) {
            var _ = rank(engine, "a", "b", "c", "d");

            assertThat(engine.reranker())
                    .hasValueSatisfying(reranker -> {
                        assertThat(reranker.id()).isEqualTo("reranker");
                        assertThat(reranker.maxTokens()).isEqualTo(200);
                        assertThat(reranker.version()).hasSize(12);
                    });
            assertThat(engine.models()).doesNotContain("reranker");
            assertThat(meters.counter("semblance.embedding.pairs").count()).isEqualTo(3);
            assertThat(meters.counter("semblance.embedding.tokens", "kind", "text").count())
                    .isEqualTo(3 * 5);
        }
    }

    @Test
    void withoutARerankerThatIsSaid() {
        try (MicroBatchingEngine engine = TestEngines.engine()) {
            assertThat(engine.reranker()).isEmpty();
            assertThatThrownBy(() -> rank(engine, "a", "b"))
                    .isInstanceOf(NoRerankerException.class)
                    .hasMessageContaining("set semblance.reranker.directory");
        }
    }

    private MicroBatchingEngine countingWords(int maxTokens) throws IOException {
        return engine(TinyCrossEncoder.countingWords(), maxTokens);
    }

    private MicroBatchingEngine engine(byte[] graph, int maxTokens) throws IOException {
        return TestEngines.reranking(
                TestEngines.properties(2, null),
                TestEngines.reranker(TinyCrossEncoder.directory(folder, maxTokens, graph)),
                new SimpleMeterRegistry());
    }

    private static RerankResult rank(Reranker reranker, String query, String... texts) {
        return rank(reranker, query, List.of(texts));
    }

    private static RerankResult rank(Reranker reranker, String query, List<String> texts) {
        return reranker.rerank(RerankRequest.candidates(query, texts), Caller.NO_DEADLINE);
    }

    private static RerankRequest request(Truncation truncation, String query, String... texts) {
        return new RerankRequest(query, List.of(texts), truncation);
    }

    private static void assertLogits(RerankResult result, float... expected) {
        assertThat(result.logits()).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(result.logits().get(i)).as("text %d", i).isCloseTo(expected[i], EXACT);
        }
    }
}
