package io.semblance.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.semblance.TestWaits;
import io.semblance.embedding.DimensionsRefusedException;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.EngineClosedException;
import io.semblance.embedding.QueueFullException;
import io.semblance.embedding.TextRefusedException;
import io.semblance.embedding.UnknownModelException;
import io.semblance.value.CallerGoneException;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** What the engine promises about vectors, on the catalogue's real models. */
class EmbeddingEngineTests {

    private static final List<String> TEXTS =
            List.of(
                    "a",
                    "How do I reset my password?",
                    "The warehouse in Lyon ships on Tuesdays and Fridays, before noon.",
                    "Überraschend viele Umlaute: äöüß, and an emoji 🚀 with a combining é.",
                    "東京は日本の首都です。",
                    "A longer passage. ".repeat(40).strip(),
                    "Error code E-4711 means that the pump has lost its prime; bleed the line,"
                            + " check the foot valve and start again with the discharge closed.");

    private static MicroBatchingEngine engine;

    @BeforeAll
    static void open() {
        engine = TestEngines.engine();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bge-small-en-v1.5", "e5-small-v2", "all-minilm-l6-v2"})
    void fp32VectorIsThatOfAPlainRunAloneAndInAnyCompany(String model) throws Exception {
        List<String> shuffled = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            shuffled.addAll(TEXTS);
            // A text that comes again is embedded once: others of like lengths keep it company.
            for (String text : TEXTS) {
                shuffled.add(text + " " + i);
            }
        }
        Collections.shuffle(shuffled, new Random(1));
        List<Embedding> together = embed(model, shuffled);
        try (PlainRun plain = new PlainRun(model)) {
            for (String text : TEXTS) {
                Embedding expected = plain.embed(text);
                assertSame(expected, embed(model, List.of(text)).getFirst(), 0.99999);
                assertSame(expected, together.get(shuffled.indexOf(text)), 0.99999);
                assertSame(expected, together.get(shuffled.lastIndexOf(text)), 0.99999);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bge-small-en-v1.5-q", "e5-small-v2-q", "all-minilm-l6-v2-q"})
    void int8VectorDoesNotDependOnItsNeighbours(String model) {
        List<Embedding> together = embed(model, TEXTS);
        for (int i = 0; i < TEXTS.size(); i++) {
            Embedding alone = embed(model, List.of(TEXTS.get(i))).getFirst();
            assertSame(alone, together.get(i), 0.999999);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bge-small-en-v1.5", "e5-small-v2", "all-minilm-l6-v2"})
    void int8VectorIsAsNearToFp32AsThatOfAPlainRun(String model) throws Exception {
        List<Embedding> ours = embed(model + "-q", TEXTS);
        double plainSum = 0;
        double ourSum = 0;
        try (PlainRun fp32 = new PlainRun(model);
                PlainRun int8 = new PlainRun(model + "-q")) {
            for (int i = 0; i < TEXTS.size(); i++) {
                Embedding expected = fp32.embed(TEXTS.get(i));
                plainSum += Similarity.COSINE.score(expected, int8.embed(TEXTS.get(i)));
                ourSum += Similarity.COSINE.score(expected, ours.get(i));
                assertSame(expected, ours.get(i), 0.98);
            }
        }
        assertThat(ourSum).isGreaterThan(plainSum - 0.001);
    }

    @Test
    void concurrentCallersOfTwoModelsEachGetTheirOwnVectors() throws Exception {
        List<String> models = List.of("bge-small-en-v1.5", "all-minilm-l6-v2");
        List<Callable<List<Embedding>>> calls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String model = models.get(i % 2);
            List<String> texts = List.of(TEXTS.get(i % 7), TEXTS.get((i + 3) % 7));
            calls.add(() -> embed(model, texts));
        }
        Map<String, List<Embedding>> alone =
                models.stream()
                        .collect(
                                Collectors.toMap(
                                        model -> model,
                                        model ->
                                                TEXTS.stream()
                                                        .map(text -> embed(model, List.of(text)))
                                                        .map(List::getFirst)
                                                        .toList()));
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = callers.invokeAll(calls);
            for (int i = 0; i < answers.size(); i++) {
                List<Embedding> expected = Objects.requireNonNull(alone.get(models.get(i % 2)));
                List<Embedding> answer = answers.get(i).get();
                assertSame(expected.get(i % 7), answer.get(0), 0.99999);
                assertSame(expected.get((i + 3) % 7), answer.get(1), 0.99999);
            }
        }
    }

    @Test
    void promptPutsTheModelsPrefixBeforeTheText() {
        Embedding prompted =
                engine.embed(EmbedRequest.query("e5-small-v2", "red shoes"))
                        .embeddings()
                        .getFirst();
        Embedding spelt = embed("e5-small-v2", List.of("query: red shoes")).getFirst();
        Embedding passage =
                engine.embed(EmbedRequest.passages("e5-small-v2", List.of("red shoes")))
                        .embeddings()
                        .getFirst();

        assertSame(spelt, prompted, 0.99999);
        assertSame(
                embed("e5-small-v2", List.of("passage: red shoes")).getFirst(), passage, 0.99999);
    }

    @Test
    void dimensionsKeepTheLeadingComponentsAtUnitLength() {
        EmbedResult whole = engine.embed(request(TEXTS, Truncation.RIGHT, null));
        EmbedResult part = engine.embed(request(TEXTS, Truncation.RIGHT, 64));

        for (int i = 0; i < TEXTS.size(); i++) {
            Embedding expected = whole.embeddings().get(i).truncated(64).normalized();
            assertThat(part.embeddings().get(i).dimension()).isEqualTo(64);
            assertThat(part.embeddings().get(i).norm()).isCloseTo(1, within(1e-6));
            assertSame(expected, part.embeddings().get(i), 0.99999);
        }
    }

    @Test
    void refusesMoreDimensionsThanTheModelHas() {
        assertThatThrownBy(() -> engine.embed(request(List.of("a"), Truncation.RIGHT, 385)))
                .isInstanceOf(DimensionsRefusedException.class)
                .hasMessage(
                        "dimensions must be between 1 and the 384 of model 'bge-small-en-v1.5',"
                                + " got: 385");
    }

    @Test
    void truncatesALongTextAtTheEndAskedForAndSaysSo() {
        String words = "alpha beta gamma delta ".repeat(200).strip();
        List<String> texts = List.of("short", "start " + words + " finish");
        EmbedResult right = engine.embed(request(texts, Truncation.RIGHT, null));
        EmbedResult left = engine.embed(request(texts, Truncation.LEFT, null));

        assertThat(right.truncated()).containsExactly(1);
        assertThat(left.truncated()).containsExactly(1);
        assertThat(right.tokens()).isEqualTo(3 + 512);
        assertThat(right.embeddings().get(1)).isNotEqualTo(left.embeddings().get(1));
        assertSame(
                engine.embed(request(List.of("start " + words), Truncation.RIGHT, null))
                        .embeddings()
                        .getFirst(),
                right.embeddings().get(1),
                0.99999);
    }

    @Test
    void refusesALongTextWhereNoneMayBeTruncated() {
        List<String> texts = List.of("short", "word ".repeat(600));

        assertThatThrownBy(() -> engine.embed(request(texts, Truncation.REFUSE, null)))
                .isInstanceOfSatisfying(
                        TextRefusedException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(TextRefusedException.Reason.TOO_LONG);
                            assertThat(e.index()).isEqualTo(1);
                        })
                .hasMessageContaining("602 tokens")
                .hasMessageContaining("at most 512");
    }

    @Test
    void refusesEmptyText() {
        assertRefused("", TextRefusedException.Reason.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\n\t\u2003"})
    void embedsABlankTextAsItsSpecialTokens(String text) {
        var embeddings = embed("bge-small-en-v1.5", List.of("fine", text, " \r"));

        assertThat(embeddings.get(1)).isEqualTo(embeddings.get(2)).isNotEqualTo(embeddings.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\uD83D", "\uDE00a", "\uD83D\uD83D\uDE00"})
    void refusesTextThatIsNotValidUnicode(String text) {
        assertRefused(text, TextRefusedException.Reason.INVALID_CHARACTER);
    }

    private static void assertRefused(String text, TextRefusedException.Reason reason) {
        assertThatThrownBy(() -> embed("bge-small-en-v1.5", List.of("fine", text)))
                .isInstanceOfSatisfying(
                        TextRefusedException.class,
                        e -> {
                            assertThat(e.index()).isEqualTo(1);
                            assertThat(e.reason()).isEqualTo(reason);
                        });
    }

    @Test
    void refusesAModelThatIsNotConfiguredAndListsThoseThatAre() {
        assertThatThrownBy(() -> embed("gpt-9", List.of("a")))
                .isInstanceOf(UnknownModelException.class)
                .hasMessageContaining("'gpt-9'")
                .hasMessageContaining("bge-small-en-v1.5, bge-small-en-v1.5-q");
    }

    @Test
    void refusesARequestAtOnceWhenTheQueueIsFullAndServesItLater() throws Exception {
        List<String> load = TestEngines.texts(64, 100);
        try (MicroBatchingEngine small = TestEngines.engine(TestEngines.properties(1, 512L));
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            small.warmUp();
            var bulk = callers.submit(() -> small.embed(EmbedRequest.passages(null, load)));
            // The loader waits for room in the queue, so that the queue is full again and again.
            @Nullable QueueFullException refused = null;
            while (refused == null && !bulk.isDone()) {
                try {
                    small.embed(request(List.of("word ".repeat(450)), Truncation.RIGHT, null));
                } catch (QueueFullException e) {
                    refused = e;
                }
            }
            Objects.requireNonNull(refused, "the queue was never full");
            assertThat(refused.retryAfter())
                    .isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
            assertThat(refused).hasMessageContaining("of 512 tokens");
            assertThat(bulk.get().embeddings()).hasSize(64);
            assertThat(small.embed(EmbedRequest.query(null, "word")).embeddings()).hasSize(1);
        }
    }

    @Test
    void queriesAreServedWhileALoaderFillsTheQueue() throws Exception {
        List<String> load = TestEngines.texts(40, 100);
        try (MicroBatchingEngine small = TestEngines.engine(TestEngines.properties(1, 512L));
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            small.warmUp();
            var bulk = callers.submit(() -> small.embed(EmbedRequest.passages(null, load)));
            while (!bulk.isDone()) {
                EmbedResult answer = small.embed(EmbedRequest.query(null, "word ".repeat(300)));
                assertThat(answer.embeddings()).hasSize(1);
            }
            assertThat(bulk.get().embeddings()).hasSize(40);
        }
    }

    @Test
    void tellsWhoWaitsWhenTheEngineIsClosed() throws Exception {
        MicroBatchingEngine closing = TestEngines.engine(TestEngines.properties(1, null));
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            closing.warmUp();
            List<String> load = TestEngines.texts(200, 400);
            var waiting = callers.submit(() -> closing.embed(EmbedRequest.passages(null, load)));
            TestWaits.until("a load in the queue", () -> closing.waitingTokens() > 0);
            closing.close();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(EngineClosedException.class);
            assertThatThrownBy(() -> closing.embed(EmbedRequest.query(null, "a")))
                    .isInstanceOf(EngineClosedException.class);
        }
    }

    @Test
    void interruptedCallerIsNotToldThatTheServiceStops() throws Exception {
        try (MicroBatchingEngine busy = TestEngines.engine(TestEngines.properties(1, null));
                var callers = Executors.newSingleThreadExecutor()) {
            busy.warmUp();
            List<String> load = TestEngines.texts(100, 400);
            var thread = new AtomicReference<@Nullable Thread>();
            var waiting =
                    callers.submit(() -> {
                        thread.set(Thread.currentThread());
                        assertThatThrownBy(() -> busy.embed(EmbedRequest.passages(null, load)))
                                .isInstanceOf(CallerGoneException.class)
                                .hasMessage(
                                        "the calling thread was interrupted before the answer was"
                                                + " ready");
                        return Thread.interrupted();
                    });
            TestWaits.until("a load in the queue", () -> busy.waitingTokens() > 0);
            Objects.requireNonNull(thread.get()).interrupt();

            assertThat(waiting.get()).isTrue();
            TestWaits.until("an empty queue", () -> busy.waitingTokens() == 0);
        }
    }

    @Test
    void queriesWithManyTokensAreBulkWork() {
        var meters = new SimpleMeterRegistry();
        try (MicroBatchingEngine engine =
                TestEngines.engine(TestEngines.properties(1, null), meters)) {
            engine.embed(queries(TestEngines.texts(20, 10)));
            assertThat(waits(meters, "query")).isEqualTo(20);

            engine.embed(queries(TestEngines.texts(20, 100)));
            // Short words: more tokens than the number of characters tells.
            engine.embed(
                    queries(
                            TestEngines.texts(60, 9).stream()
                                    .map(t -> t + " .".repeat(9))
                                    .toList()));

            assertThat(waits(meters, "query")).isEqualTo(20);
            assertThat(waits(meters, "bulk")).isEqualTo(20 + 60);
        }
    }

    private static EmbedRequest queries(List<String> texts) {
        return new EmbedRequest(
                null,
                texts,
                Prompt.QUERY,
                Priority.QUERY,
                Admission.FAIL_FAST,
                Truncation.RIGHT,
                null,
                null);
    }

    private static long waits(SimpleMeterRegistry meters, String priority) {
        return meters.timer("semblance.embedding.queue.wait", "class", priority).count();
    }

    @Test
    void closesOnceAndTellsWhoComesAfterThatForWhateverModel() {
        MicroBatchingEngine closing = TestEngines.engine(TestEngines.properties(1, null));
        closing.warmUp();
        closing.close();
        closing.close();

        assertThat(closing.models()).hasSizeGreaterThan(1);
        for (String model : closing.models()) {
            assertThatThrownBy(() -> closing.describe(model))
                    .isInstanceOf(EngineClosedException.class);
            assertThatThrownBy(() -> closing.embed(EmbedRequest.query(model, "a")))
                    .isInstanceOf(EngineClosedException.class);
        }
    }

    private static Offset<Double> within(double tolerance) {
        return Offset.offset(tolerance);
    }

    private static EmbedRequest request(
            List<String> texts, Truncation truncation, @Nullable Integer dimensions) {
        return new EmbedRequest(
                null,
                texts,
                Prompt.DEFAULT,
                Priority.BULK,
                Admission.FAIL_FAST,
                truncation,
                true,
                dimensions);
    }

    private static List<Embedding> embed(String model, List<String> texts) {
        Priority priority = texts.size() == 1 ? Priority.QUERY : Priority.BULK;
        return engine.embed(
                        new EmbedRequest(
                                model,
                                texts,
                                Prompt.DEFAULT,
                                priority,
                                Admission.FAIL_FAST,
                                Truncation.REFUSE,
                                null,
                                null))
                .embeddings();
    }

    private static void assertSame(Embedding expected, Embedding actual, double cosine) {
        assertThat(Similarity.COSINE.score(expected, actual)).isGreaterThanOrEqualTo(cosine);
    }
}
