package io.semblance.embedding.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.semblance.TestWaits;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.TextRefusedException;
import io.semblance.value.Caller;
import io.semblance.value.Deadline;
import io.semblance.value.DeadlineExceededException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/** What a request that the cache answers has in common with one that is computed: everything. */
class CachedEmbeddingTests {

    private static SimpleMeterRegistry meters;
    private static MicroBatchingEngine engine;

    private final Map<String, Double> before = new HashMap<>();

    @BeforeAll
    static void open() {
        meters = new SimpleMeterRegistry();
        engine =
                TestEngines.engine(
                        TestEngines.properties(1, 2_048L, DataSize.ofMegabytes(1)), meters);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    /** Each test has texts of its own, and counts from here. */
    @BeforeEach
    void count() {
        for (Meter meter : meters.getMeters()) {
            for (Measurement measurement : meter.measure()) {
                before.put(name(meter, measurement), measurement.getValue());
            }
        }
    }

    @Test
    void textThatComesAgainIsNeitherTokenisedNorRun() {
        EmbedResult first = engine.embed(query("two words"));
        EmbedResult second = engine.embed(query("two words"));

        assertThat(counted("tokenization", Statistic.COUNT)).isEqualTo(1);
        assertThat(textsRun()).isEqualTo(1);
        assertThat(second.embeddings()).isEqualTo(first.embeddings());
        assertThat(second.tokens()).isEqualTo(first.tokens()).isEqualTo(4);
        assertThat(second.tokenization()).isEqualTo(Duration.ZERO);
        assertThat(second.inference()).isEqualTo(Duration.ZERO);
    }

    @Test
    void oneEntryServesEveryFormOfTheVector() {
        EmbedResult raw = engine.embed(request(List.of("text"), Truncation.RIGHT, false, null));
        EmbedResult unit = engine.embed(request(List.of("text"), Truncation.RIGHT, true, null));
        EmbedResult part = engine.embed(request(List.of("text"), Truncation.RIGHT, true, 64));

        assertThat(textsRun()).isEqualTo(1);
        assertThat(unit.embeddings().getFirst())
                .isEqualTo(raw.embeddings().getFirst().normalized());
        assertThat(part.embeddings().getFirst())
                .isEqualTo(raw.embeddings().getFirst().truncated(64).normalized());
    }

    @Test
    void textIsComputedOnceHoweverOftenItOccurs() {
        String longText = tooLong("once");
        List<String> texts = List.of("a", "b", "a", longText, "a", longText);
        EmbedResult result = engine.embed(bulk(texts));

        assertThat(textsRun()).isEqualTo(3);
        assertThat(result.embeddings()).hasSize(6);
        assertThat(result.embeddings().get(2)).isEqualTo(result.embeddings().get(0));
        assertThat(result.embeddings().get(1)).isNotEqualTo(result.embeddings().get(0));
        assertThat(result.truncated()).containsExactly(3, 5);
        assertThat(result.tokens()).isEqualTo(4 * 3 + 2 * 512);
    }

    @Test
    void hitsAndMissesOfOneRequestAreAnsweredInItsOrder() {
        EmbedResult known = engine.embed(query("known"));
        EmbedResult mixed = engine.embed(bulk(List.of("new one", "known", "new two")));

        assertThat(mixed.embeddings().get(1)).isEqualTo(known.embeddings().getFirst());
        assertThat(mixed.embeddings().get(0)).isNotEqualTo(mixed.embeddings().get(2));
        assertThat(mixed.tokens()).isEqualTo(4 + 3 + 4);
        assertThat(textsRun()).isEqualTo(3);
    }

    @Test
    void longTextThatWasCutIsStillSaidToBeAndRefusedWhereNoneMayBe() {
        String longText = tooLong("cut");
        EmbedResult first = engine.embed(request(List.of(longText), Truncation.RIGHT, null, null));
        EmbedResult again = engine.embed(request(List.of(longText), Truncation.RIGHT, null, null));

        assertThat(textsRun()).isEqualTo(1);
        assertThat(again.truncated()).isEqualTo(first.truncated()).containsExactly(0);
        assertThat(again.tokens()).isEqualTo(512);
        assertThatThrownBy(() ->
                        engine.embed(
                                request(List.of("short", longText), Truncation.REFUSE, null, null)))
                .isInstanceOfSatisfying(
                        TextRefusedException.class,
                        refusal -> {
                            assertThat(refusal.reason())
                                    .isEqualTo(TextRefusedException.Reason.TOO_LONG);
                            assertThat(refusal.index()).isEqualTo(1);
                        })
                .hasMessageContaining("text 1 has 602 tokens")
                .hasMessageContaining("at most 512");
        assertThatThrownBy(() ->
                        engine.embed(request(List.of(longText), Truncation.REFUSE, null, null)))
                .isInstanceOf(TextRefusedException.class);
        assertThat(textsRun()).isEqualTo(1);
    }

    @Test
    void sideThatIsCutMakesAnotherEntry() {
        String text = "start " + "alpha beta ".repeat(400) + "finish";
        EmbedResult right = engine.embed(request(List.of(text), Truncation.RIGHT, null, null));
        EmbedResult left = engine.embed(request(List.of(text), Truncation.LEFT, null, null));

        assertThat(left.embeddings()).isNotEqualTo(right.embeddings());
        assertThat(textsRun()).isEqualTo(2);
    }

    @Test
    void promptMakesAnotherEntry() {
        EmbedResult plain = engine.embed(query("green shoes"));
        EmbedResult prompted = engine.embed(EmbedRequest.query(null, "green shoes"));

        assertThat(prompted.embeddings()).isNotEqualTo(plain.embeddings());
        assertThat(textsRun()).isEqualTo(2);
    }

    @Test
    void modelMakesAnotherEntry() {
        EmbedResult bge = engine.embed(query("red shoes"));
        EmbedResult minilm = engine.embed(EmbedRequest.query("all-minilm-l6-v2", "red shoes"));

        assertThat(minilm.embeddings()).isNotEqualTo(bge.embeddings());
        assertThat(minilm.model()).isEqualTo("all-minilm-l6-v2");
    }

    @Test
    void loadsReadTheCacheAndDoNotFillIt() {
        engine.embed(query("asked for"));
        engine.embed(EmbedRequest.passages(null, List.of("asked for", "a passage")));
        engine.embed(EmbedRequest.passages(null, List.of("asked for", "a passage")));

        assertThat(textsRun()).isEqualTo(3);
        assertThat(lookups("query", "miss")).isEqualTo(1);
        assertThat(lookups("bulk", "hit")).isEqualTo(2);
        assertThat(lookups("bulk", "miss")).isEqualTo(2);
        assertThat(counted("cache.size", Statistic.VALUE))
                .isEqualTo(EmbeddingCache.ENTRY_BYTES + 384 * Float.BYTES);
        assertThat(counted("cache.evictions", Statistic.COUNT)).isZero();
    }

    @Test
    void failureIsNotKept() {
        List<String> tooLong = List.of(tooLong("failure"));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> engine.embed(request(tooLong, Truncation.REFUSE, null, null)))
                    .isInstanceOf(TextRefusedException.class);
        }

        assertThat(lookups("query", "miss")).isEqualTo(2);
        assertThat(textsRun()).isZero();
    }

    @Test
    void callerWhoseTimeIsUpIsAnsweredWithWhatIsKnownAndNothingElse() {
        Deadline passed = new Deadline(Duration.ofMillis(5), 0, () -> 5_000_000);
        Caller late = new Caller(passed, () -> false);
        EmbedResult first = engine.embed(query("known in time"));

        assertThat(engine.embed(query("known in time"), late).embeddings())
                .isEqualTo(first.embeddings());
        assertThatThrownBy(() -> engine.embed(query("new"), late))
                .isInstanceOf(DeadlineExceededException.class);
        assertThat(textsRun()).isEqualTo(1);
        assertThat(counted("dropped", Statistic.COUNT, "reason", "deadline")).isEqualTo(1);
    }

    @Test
    void hitNeedsNoRoomInTheQueue() throws Exception {
        EmbedResult first = engine.embed(query("known before"));
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var load = callers.submit(() -> engine.embed(bulk(TestEngines.texts(8, 400))));
            TestWaits.until("a load in the queue", () -> engine.waitingTokens() > 0);
            // Bulk work has three quarters of 2,048 tokens, which 8 texts of 400 words more than
            // fill.
            assertThat(engine.embed(bulk(List.of("known before"))).embeddings())
                    .isEqualTo(first.embeddings());
            assertThat(load.get().embeddings()).hasSize(8);
        }
    }

    private static String name(Meter meter, Measurement measurement) {
        return meter.getId().getName() + meter.getId().getTags() + measurement.getStatistic();
    }

    /** How much a meter has counted in this test. */
    private double counted(String name, Statistic statistic, String... tags) {
        Meter meter = meters.get("semblance.embedding." + name).tags(tags).meter();
        for (Measurement measurement : meter.measure()) {
            if (measurement.getStatistic() == statistic) {
                return measurement.getValue() - before.getOrDefault(name(meter, measurement), 0.0);
            }
        }
        throw new AssertionError(meter.getId());
    }

    private double textsRun() {
        return counted("batch.texts", Statistic.TOTAL);
    }

    private double lookups(String priority, String result) {
        return counted("cache.lookups", Statistic.COUNT, "class", priority, "result", result);
    }

    private static String tooLong(String text) {
        return (text + " ").repeat(600);
    }

    private static EmbedRequest query(String text) {
        return request(List.of(text), Truncation.RIGHT, null, null);
    }

    private static EmbedRequest bulk(List<String> texts) {
        return new EmbedRequest(
                null,
                texts,
                Prompt.DEFAULT,
                Priority.BULK,
                Admission.FAIL_FAST,
                Truncation.RIGHT,
                null,
                null);
    }

    private static EmbedRequest request(
            List<String> texts,
            Truncation truncation,
            @Nullable Boolean normalize,
            @Nullable Integer dimensions) {
        return new EmbedRequest(
                null,
                texts,
                Prompt.DEFAULT,
                Priority.QUERY,
                Admission.FAIL_FAST,
                truncation,
                normalize,
                dimensions);
    }
}
