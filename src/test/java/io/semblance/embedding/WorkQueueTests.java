package io.semblance.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;

import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.tokenization.Encoding;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** What leaves the queue, in which company and order; no model is run. */
class WorkQueueTests {

    private static final int CAPACITY = 2_000;
    private static final int BATCH = 512;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static OnnxModel fp32;
    private static OnnxModel int8;
    private static OnnxModel mixing;

    @TempDir private static Path folder;

    private static Encoding longest;

    /** Of one lane; a model is measured with {@link #measure} only. */
    private final Throughputs throughputs = new Throughputs(1, _ -> BATCH);

    private final WorkQueue queue = queue(CAPACITY, 1);

    @BeforeAll
    static void load() throws IOException {
        fp32 = load("bge-small-en-v1.5");
        int8 = load("bge-small-en-v1.5-q");
        mixing = loadAsOfAnotherMake("bge-small-en-v1.5-q");
        longest = fp32.tokenizer().encode(List.of("word ".repeat(1_000))).getFirst();
    }

    @AfterAll
    static void close() {
        fp32.close();
        int8.close();
        mixing.close();
    }

    private static OnnxModel load(String id) {
        return load(spec(id));
    }

    private static OnnxModel load(ModelSpec spec) {
        return OnnxModel.load(
                spec, new ModelFiles(Path.of("target/test-data/models")), new Device.Cpu(), 1);
    }

    private static ModelSpec spec(String id) {
        return Catalogue.models().stream().filter(m -> m.id().equals(id)).findFirst().orElseThrow();
    }

    /** With one more node, which reads the scale of the batch. */
    private static OnnxModel loadAsOfAnotherMake(String id) throws IOException {
        ModelProto.Builder model =
                ModelProto.parseFrom(Files.readAllBytes(TestEngines.file(id + ".onnx").path()))
                        .toBuilder();
        String scale =
                model.getGraph().getNodeList().stream()
                        .filter(node -> node.getOpType().equals("DynamicQuantizeLinear"))
                        .findFirst()
                        .orElseThrow()
                        .getOutput(1);
        model.getGraphBuilder()
                .addNode(
                        NodeProto.newBuilder()
                                .setOpType("Identity")
                                .addInput(scale)
                                .addOutput("more"));
        Path file = Files.createTempFile(folder, "mixing", ".onnx");
        Files.write(file, model.build().toByteArray());
        ModelSpec spec = spec(id);
        return load(
                new ModelSpec(
                        "mixing",
                        "file:" + file,
                        null,
                        spec.tokenizer(),
                        spec.pooling(),
                        spec.normalize(),
                        spec.queryPrefix(),
                        spec.documentPrefix(),
                        spec.maxTokens(),
                        null));
    }

    @Test
    void queriesGoFirst() throws Exception {
        queue.offer(works(fp32, Priority.BULK, 100));
        queue.offer(works(fp32, Priority.QUERY, 10));

        assertThat(lengths(queue.take(false))).containsExactly(10);
        assertThat(lengths(queue.take(false))).containsExactly(100);
    }

    @Test
    void bulkIsNotStarvedByQueries() throws Exception {
        queue.offer(works(fp32, Priority.BULK, 100));
        List<Priority> taken = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            queue.offer(works(fp32, Priority.QUERY, 10));
            taken.add(queue.take(false).getFirst().job().priority());
        }

        assertThat(taken)
                .containsExactly(
                        Priority.QUERY,
                        Priority.QUERY,
                        Priority.QUERY,
                        Priority.QUERY,
                        Priority.QUERY,
                        Priority.QUERY,
                        Priority.QUERY,
                        Priority.QUERY,
                        Priority.BULK);
    }

    @Test
    void pairsGoAfterQueriesAndBeforeBulkWork() throws Exception {
        queue.offer(works(fp32, Priority.BULK, 100));
        queue.offer(works(fp32, Priority.RERANK, 50));
        queue.offer(works(fp32, Priority.QUERY, 10));

        assertThat(queue.take(true)).hasSize(1).allMatch(work -> work.length() == 10);
        assertThat(queue.take(false)).hasSize(1).allMatch(work -> work.length() == 50);
        assertThat(queue.take(false)).hasSize(1).allMatch(work -> work.length() == 100);
    }

    @Test
    void noClassIsStarvedByThoseBeforeIt() throws Exception {
        List<Priority> taken = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            for (Priority priority : Priority.values()) {
                if (queue.tokens(priority) == 0) {
                    queue.offer(works(fp32, priority, 10));
                }
            }
            taken.add(queue.take(false).getFirst().job().priority());
        }

        assertThat(taken)
                .startsWith(Collections.nCopies(8, Priority.QUERY).toArray(Priority[]::new));
        assertThat(Collections.frequency(taken, Priority.RERANK)).isEqualTo(4);
        assertThat(Collections.frequency(taken, Priority.BULK)).isEqualTo(4);
    }

    @Test
    void queriesHaveRoomWherePairsHaveNone() {
        queue.offer(works(fp32, Priority.BULK, 500, 500, 500));
        queue.offer(works(fp32, Priority.RERANK, 250, 250));
        assertThatThrownBy(() -> queue.requireRoom(fp32, Priority.RERANK, Caller.PATIENT))
                .isInstanceOf(QueueFullException.class);

        queue.offer(works(fp32, Priority.QUERY, 250, 250));

        assertThat(queue.tokens(Priority.QUERY)).isEqualTo(500);
    }

    @Test
    void laneForQueriesLeavesBulkToOthers() throws Exception {
        queue.offer(works(fp32, Priority.BULK, 100));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var taken = threads.submit(() -> queue.take(true));
            queue.offer(works(fp32, Priority.QUERY, 20));

            assertThat(lengths(taken.get())).containsExactly(20);
        }
        assertThat(queue.tokens(Priority.BULK)).isEqualTo(100);
    }

    @Test
    void batchStaysWithinItsBudgetAfterPaddingAndIsMostlyText() throws Exception {
        Random random = new Random(7);
        WorkQueue large = queue(1_000_000, 1);
        int[] lengths = random.ints(2_000, 3, 513).toArray();
        large.offer(works(fp32, Priority.BULK, lengths));

        int texts = 0;
        while (large.tokens(Priority.BULK) > 0) {
            List<Integer> batch = lengths(large.take(false));
            texts += batch.size();
            int padded = batch.size() * Collections.max(batch);
            int real = batch.stream().mapToInt(Integer::intValue).sum();
            if (batch.size() > 1) {
                assertThat(padded).isLessThanOrEqualTo(BATCH);
                assertThat(real).isGreaterThanOrEqualTo((int) (0.8 * padded));
            }
        }
        assertThat(texts).isEqualTo(lengths.length);
    }

    @Test
    void textsOfLikeLengthGoTogetherLongestFirst() throws Exception {
        queue.offer(works(fp32, Priority.BULK, 50, 500, 51, 52, 400));

        assertThat(lengths(queue.take(false))).containsExactly(500);
        assertThat(lengths(queue.take(false))).containsExactly(400);
        assertThat(lengths(queue.take(false))).containsExactly(52, 51, 50);
    }

    @Test
    void textsOfOneRequestGoTogetherIfTheyAreAlike() throws Exception {
        queue.offer(works(fp32, Priority.BULK, 100, 95, 20));
        queue.offer(works(fp32, Priority.BULK, 99, 98, 97, 96));

        assertThat(lengths(queue.take(false))).containsExactly(100, 95, 99, 98, 97);
    }

    @Test
    void shortListGoesPastLongOnesThatWait() throws Exception {
        WorkQueue large = queue(1_000_000, 1);
        large.offer(works(fp32, Priority.BULK, times(512, 500)));
        large.offer(works(fp32, Priority.BULK, times(512, 500)));
        large.take(false);
        large.offer(works(fp32, Priority.BULK, times(3, 300)));

        assertThat(lengths(large.take(false))).containsExactly(300);
        assertThat(lengths(large.take(false))).containsExactly(300);
        assertThat(lengths(large.take(false))).containsExactly(300);
        assertThat(lengths(large.take(false))).containsExactly(500);
    }

    @Test
    void listsOfOneSizeEndOneAfterTheOther() throws Exception {
        WorkQueue large = queue(1_000_000, 1);
        large.offer(works(fp32, Priority.BULK, times(4, 400)));
        large.offer(works(fp32, Priority.BULK, times(4, 400)));
        List<Job> taken = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            taken.add(large.take(false).getFirst().job());
        }

        assertThat(taken.subList(0, 4)).containsOnly(taken.getFirst());
        assertThat(taken.subList(4, 8)).containsOnly(taken.getLast());
    }

    @Test
    void longListIsNotStarvedByShortOnes() throws Exception {
        WorkQueue large = queue(1_000_000, 1);
        large.offer(works(fp32, Priority.BULK, times(10, 500)));
        int batches = 0;
        while (large.tokens(Priority.BULK) >= 500) {
            // A third of the lanes' time is asked for by somebody else, again and again.
            large.offer(works(fp32, Priority.BULK, 250));
            large.take(false);
            large.take(false);
            batches++;
            assertThat(batches).isLessThan(40);
        }
    }

    @Test
    void queriesGoInTheOrderOfTheirArrival() throws Exception {
        queue.offer(works(fp32, Priority.QUERY, 500));
        queue.offer(works(fp32, Priority.QUERY, 10));

        assertThat(lengths(queue.take(false))).containsExactly(500);
        assertThat(lengths(queue.take(false))).containsExactly(10);
    }

    @Test
    void littleWorkIsSharedAmongTheLanes() throws Exception {
        WorkQueue twoLanes = queue(CAPACITY, 2);
        twoLanes.offer(works(fp32, Priority.BULK, 20, 20, 20, 20));

        assertThat(twoLanes.take(false)).hasSize(2);
        assertThat(twoLanes.take(false)).hasSizeBetween(1, 2);
    }

    @Test
    void textsOfTwoModelsAreNotMixed() throws Exception {
        queue.offer(works(fp32, Priority.BULK, 10, 10));
        queue.offer(works(int8, Priority.BULK, 20));
        queue.offer(works(fp32, Priority.BULK, 10));

        assertThat(queue.take(false)).hasSize(3).allMatch(work -> work.model() == fp32);
        assertThat(queue.take(false)).hasSize(1).allMatch(work -> work.model() == int8);
    }

    @Test
    void everyModelHasABudgetOfItsOwn() throws Exception {
        WorkQueue uneven =
                new WorkQueue(
                        limits(100_000),
                        1,
                        new Throughputs(
                                1,
                                model ->
                                        model.graph().precision() == Precision.INT8
                                                ? 2 * BATCH
                                                : BATCH));
        uneven.offer(works(fp32, Priority.BULK, 256, 256, 256));
        uneven.offer(works(int8, Priority.BULK, 256, 256, 256, 256));

        assertThat(uneven.take(false)).hasSize(2);
        assertThat(uneven.take(false)).hasSize(1);
        assertThat(uneven.take(false)).hasSize(4);
    }

    @Test
    void int8TextsGoTogetherUnlessTheGraphWouldMixThem() throws Exception {
        queue.offer(works(int8, Priority.BULK, 20, 20));
        assertThat(queue.take(false)).hasSize(2);

        queue.offer(works(mixing, Priority.BULK, 20, 20));
        assertThat(queue.take(false)).hasSize(1);
        assertThat(queue.take(false)).hasSize(1);
    }

    @Test
    void refusesWhatHasNoRoomAndTakesNothingOfIt() {
        queue.offer(works(fp32, Priority.BULK, 500, 500));

        assertThatThrownBy(() -> queue.offer(works(fp32, Priority.BULK, 300, 300)))
                .isInstanceOfSatisfying(
                        QueueFullException.class,
                        full -> assertThat(full.retryAfter()).isPositive())
                .hasMessage(
                        "queue full: 1000 of 2000 tokens used, this request needs 600; retry in 1"
                                + " s, send fewer texts at once or raise"
                                + " semblance.embedding.queue-tokens");
        assertThat(queue.tokens(Priority.BULK)).isEqualTo(1_000);
        queue.offer(works(fp32, Priority.BULK, 500));
        assertThatThrownBy(() -> queue.requireRoom(fp32, Priority.BULK, Caller.PATIENT))
                .isInstanceOf(QueueFullException.class);
    }

    @Test
    void queriesHaveRoomWhereBulkHasNone() {
        queue.offer(works(fp32, Priority.BULK, 500, 500, 500));

        queue.requireRoom(fp32, Priority.QUERY, Caller.PATIENT);
        queue.offer(works(fp32, Priority.QUERY, 250));
        queue.offer(works(fp32, Priority.QUERY, 250));
        assertThatThrownBy(() -> queue.requireRoom(fp32, Priority.QUERY, Caller.PATIENT))
                .isInstanceOf(QueueFullException.class);
        assertThatThrownBy(() -> queue.offer(works(fp32, Priority.QUERY, 3)))
                .isInstanceOf(QueueFullException.class);
    }

    @Test
    void queriesHaveAllTheRoomThatBulkLeaves() {
        queue.offer(works(fp32, Priority.QUERY, 500, 500, 500, 500));

        assertThat(queue.tokens(Priority.QUERY)).isEqualTo(CAPACITY);
    }

    @Test
    void bulkThatWaitsLeavesRoomForQueries() throws Exception {
        List<Work> works = works(fp32, Priority.BULK, 500, 500, 500, 500, 500, 500);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var putting =
                    threads.submit(() -> {
                        queue.put(works, Duration.ofMinutes(1));
                        return true;
                    });
            int taken = 0;
            while (taken < works.size()) {
                queue.offer(works(fp32, Priority.QUERY, 400));
                assertThat(lengths(queue.take(true))).containsExactly(400);
                taken += queue.take(false).size();
            }
            assertThat(putting.get()).isTrue();
        }
    }

    @Test
    void saysWhenToComeAgainByWhatGoesBefore() {
        WorkQueue large = queue(20_000, 1);
        measure(fp32, 1_000);
        large.offer(works(fp32, Priority.BULK, times(30, 500)));
        large.offer(works(fp32, Priority.QUERY, times(10, 500)));

        assertThatThrownBy(() -> large.offer(works(fp32, Priority.QUERY, 500)))
                .isInstanceOfSatisfying(
                        QueueFullException.class,
                        full -> assertThat(full.retryAfter()).hasSeconds(5));
        assertThatThrownBy(() -> large.offer(works(fp32, Priority.BULK, 500)))
                .isInstanceOfSatisfying(
                        QueueFullException.class,
                        full -> assertThat(full.retryAfter()).hasSeconds(20));
    }

    @Test
    void admitsMoreThanItHoldsOnlyWhenNothingOfTheClassWaits() {
        queue.offer(works(fp32, Priority.BULK, 512, 512, 512, 512, 512));

        assertThat(queue.tokens(Priority.BULK)).isEqualTo(2_560);
        assertThatThrownBy(() -> queue.offer(works(fp32, Priority.BULK, 3)))
                .isInstanceOf(QueueFullException.class);
    }

    @Test
    void bulkWaitsForRoom() throws Exception {
        List<Work> works = works(fp32, Priority.BULK, 500, 500, 500, 500, 500, 500);
        int taken = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var putting =
                    threads.submit(() -> {
                        queue.put(works, Duration.ofMinutes(1));
                        return true;
                    });
            while (taken < works.size()) {
                taken += queue.take(false).size();
                assertThat(queue.tokens(Priority.BULK)).isLessThanOrEqualTo(CAPACITY * 3 / 4);
            }
            assertThat(putting.get()).isTrue();
        }
    }

    @Test
    void bulkDoesNotWaitForEver() {
        queue.offer(works(fp32, Priority.BULK, 512, 512, 512, 400));

        assertThatThrownBy(() -> queue.put(works(fp32, Priority.BULK, 100), Duration.ZERO))
                .isInstanceOf(QueueFullException.class);
    }

    @Test
    void textsOfAFailedRequestAreNotRun() throws Exception {
        List<Work> failed = works(fp32, Priority.BULK, 100, 100);
        queue.offer(failed);
        queue.offer(works(fp32, Priority.BULK, 90));
        failed.getFirst().fail(new EngineClosedException());

        assertThat(lengths(queue.take(false))).containsExactly(90);
    }

    @Test
    void textsWhoseDeadlineHasPassedAreNotRun() throws Exception {
        AtomicLong now = new AtomicLong();
        Job late = job(waitsASecond(now), fp32, Priority.BULK, 100, 100);
        queue.offer(late.works());
        queue.offer(works(fp32, Priority.BULK, 90));
        now.set(Duration.ofSeconds(1).toNanos());

        assertThat(lengths(queue.take(false))).containsExactly(90);
        assertThat(queue.tokens(Priority.BULK)).isZero();
        assertThatThrownBy(late::await)
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessage(
                        "the 1000 ms that the caller allows passed before the texts were embedded;"
                                + " allow more time or send fewer texts at once");
    }

    @Test
    void queriesAreTakenWhenTheBulkWorkThatWasDueIsLate() throws Exception {
        AtomicLong now = new AtomicLong();
        queue.offer(job(waitsASecond(now), fp32, Priority.BULK, 100).works());
        for (int i = 0; i < 8; i++) {
            queue.offer(works(fp32, Priority.QUERY, 10));
            queue.take(false);
        }
        queue.offer(works(fp32, Priority.QUERY, 20));
        now.set(Duration.ofSeconds(1).toNanos());

        assertThat(lengths(queue.take(false))).containsExactly(20);
    }

    @Test
    void textsOfACallerWhoHasGoneAreNotRun() throws Exception {
        Job left = job(new Caller(null, () -> true), fp32, Priority.BULK, 100, 100);
        queue.offer(left.works());
        queue.offer(works(fp32, Priority.BULK, 90));

        assertThatThrownBy(left::await).isInstanceOf(CallerGoneException.class);
        assertThat(lengths(queue.take(false))).containsExactly(90);
    }

    @Test
    void refusesWhatWouldTakeMoreThanTwiceTheTimeThatIsLeft() {
        Caller caller = waitsASecond(new AtomicLong());
        WorkQueue large = queue(20_000, 1);
        measure(fp32, 1_000);
        large.offer(works(fp32, Priority.BULK, 500, 500, 500));

        large.offer(job(caller, fp32, Priority.BULK, 500).works());
        assertThatThrownBy(() ->
                        large.offer(job(caller, fp32, Priority.BULK, 500, 500, 500, 3).works()))
                .isInstanceOfSatisfying(
                        DeadlineTooShortException.class,
                        refusal -> assertThat(refusal.retryAfter()).hasSeconds(2))
                .hasMessageStartingWith(
                        "1000 of the 1000 ms that the caller allows are left, and 3503 tokens would"
                                + " take about 3503 ms; allow more time, send fewer texts");
        large.offer(works(fp32, Priority.BULK, 3));
    }

    @Test
    void refusesAQueryThatCannotBeReachedInTime() {
        Caller caller = waitsASecond(new AtomicLong());
        measure(fp32, 100);
        queue.offer(works(fp32, Priority.QUERY, 250));

        assertThatThrownBy(() -> queue.requireRoom(fp32, Priority.QUERY, caller))
                .isInstanceOf(DeadlineTooShortException.class);
        queue.requireRoom(fp32, Priority.QUERY, Caller.PATIENT);
    }

    @Test
    void refusesNothingThatHasNothingAheadOfIt() {
        Caller caller = waitsASecond(new AtomicLong());
        measure(fp32, 10);

        queue.requireRoom(fp32, Priority.BULK, caller);
        queue.offer(job(caller, fp32, Priority.BULK, 500, 500, 500, 500, 500).works());
        queue.requireRoom(fp32, Priority.QUERY, caller);
        queue.offer(job(caller, fp32, Priority.QUERY, 500).works());
    }

    @Test
    void refusesNothingByTimeBeforeItsModelIsMeasured() {
        WorkQueue brief = queue(new QueueLimits(1_000_000, SECOND, 1_024, SECOND));
        measure(int8, 10);
        brief.offer(works(fp32, Priority.BULK, times(100, 500)));

        brief.requireRoom(fp32, Priority.BULK, waitsASecond(new AtomicLong()));
        brief.offer(works(fp32, Priority.BULK, times(100, 500)));
    }

    @Test
    void refusesWhatWouldWaitLongerThanTheQueueMayBe() {
        WorkQueue brief = queue(new QueueLimits(20_000, SECOND, 1_024, SECOND));
        measure(fp32, 1_000);
        brief.offer(works(fp32, Priority.BULK, 500, 500));
        brief.offer(works(fp32, Priority.BULK, 3));

        assertThatThrownBy(() -> brief.offer(works(fp32, Priority.BULK, 500, 503)))
                .isInstanceOfSatisfying(
                        QueueFullException.class,
                        refusal -> assertThat(refusal.retryAfter()).hasSeconds(2))
                .hasMessage(
                        "queue full: the 1003 tokens ahead of this request take about 1003 ms, the"
                                + " limit is 1000 ms; retry in 2 s or raise"
                                + " semblance.embedding.queue-time");
        brief.offer(works(fp32, Priority.QUERY, 500));
    }

    @Test
    void estimatesByTheThroughputOfEachModel() {
        WorkQueue brief = queue(new QueueLimits(20_000, SECOND, 1_024, SECOND));
        measure(fp32, 10_000);
        measure(int8, 100);
        brief.offer(works(fp32, Priority.BULK, 500, 500, 500));

        brief.offer(works(int8, Priority.BULK, 500, 500, 500));
        assertThatThrownBy(() -> brief.offer(works(fp32, Priority.BULK, 500, 500, 500)))
                .hasMessageContaining("the 3000 tokens ahead of this request take about 15150 ms");
    }

    @Test
    void smallRequestsHaveALimitOfTheirOwn() {
        WorkQueue patient = queue(new QueueLimits(20_000, Duration.ofMinutes(1), 400, SECOND));
        measure(fp32, 1_000);
        patient.offer(works(fp32, Priority.QUERY, 400, 400, 400));

        assertThatThrownBy(() -> patient.requireRoom(fp32, Priority.QUERY, Caller.PATIENT))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("raise semblance.embedding.interactive-queue-time");
        assertThatThrownBy(() -> patient.offer(works(fp32, Priority.BULK, 200)))
                .isInstanceOf(QueueFullException.class);
        patient.requireRoom(fp32, Priority.BULK, Caller.PATIENT);
        patient.offer(works(fp32, Priority.BULK, 200, 201));
    }

    @Test
    void shortListIsAdmittedWhereALongOneIsNot() {
        WorkQueue brief = queue(new QueueLimits(100_000, SECOND, 0, SECOND));
        measure(fp32, 1_000);
        brief.offer(works(fp32, Priority.BULK, times(10, 500)));
        assertThatThrownBy(() -> brief.offer(works(fp32, Priority.BULK, times(10, 500))))
                .isInstanceOf(QueueFullException.class);

        brief.requireRoom(fp32, Priority.BULK, Caller.PATIENT);
        brief.offer(works(fp32, Priority.BULK, 300, 300));
    }

    @Test
    void admitsThirtyTwoListsOfFiveHundredAbstractsWithTheDefaults() {
        QueueLimits defaults =
                EngineShape.of(
                                TestEngines.defaults(),
                                new Device.Cpu(),
                                2,
                                DataSize.ofGigabytes(1).toBytes())
                        .queue();
        WorkQueue two = new WorkQueue(defaults, 2, throughputs);
        measure(fp32, 3_000);

        for (int i = 0; i < 32; i++) {
            two.requireRoom(fp32, Priority.BULK, Caller.PATIENT);
            two.offer(works(fp32, Priority.BULK, times(512, 312)));
        }
    }

    @Test
    void textsThatHaveMissedTheirTurnAreNotRun() throws Exception {
        AtomicLong now = new AtomicLong();
        Job late = jobWithATurn(within(now), 100, 100);
        queue.offer(late.works());
        queue.offer(works(fp32, Priority.BULK, 90));
        now.set(Duration.ofSeconds(1).toNanos());

        assertThat(lengths(queue.take(false))).containsExactly(90);
        assertThat(queue.tokens(Priority.BULK)).isZero();
        assertThatThrownBy(late::await)
                .isInstanceOfSatisfying(
                        QueueFullException.class,
                        refusal -> assertThat(refusal.retryAfter()).hasSeconds(1))
                .hasMessage("timed out in the queue after 1000 ms; retry in 1 s");
    }

    @Test
    void aRequestThatIsBegunIsRunToItsEnd() throws Exception {
        AtomicLong now = new AtomicLong();
        queue.offer(jobWithATurn(within(now), 400, 300).works());

        assertThat(lengths(queue.take(false))).containsExactly(400);
        now.set(Duration.ofSeconds(1).toNanos());
        assertThat(lengths(queue.take(false))).containsExactly(300);
    }

    @Test
    void aTurnThatEndsWhileABatchIsMadeDropsNothingOfARequestThatIsInIt() throws Exception {
        AtomicLong looks = new AtomicLong();
        Deadline turn =
                new Deadline(
                        Duration.ofSeconds(1),
                        0,
                        () -> looks.getAndIncrement() == 0 ? 0 : Duration.ofSeconds(1).toNanos());
        queue.offer(jobWithATurn(turn, 100, 100).works());

        assertThat(lengths(queue.take(false))).containsExactly(100, 100);
    }

    @Test
    void withdrawnTextsGiveTheirRoomBack() throws Exception {
        List<Work> works = works(fp32, Priority.BULK, 500, 400, 300);
        queue.offer(works);
        assertThat(lengths(queue.take(false))).containsExactly(500);

        queue.withdraw(works);
        queue.withdraw(works(fp32, Priority.BULK, 400));

        assertThat(queue.tokens(Priority.BULK)).isZero();
    }

    @Test
    void closedQueueReturnsWhatWaitsAndLetsTheLanesGo() throws Exception {
        queue.offer(works(fp32, Priority.BULK, 100));
        queue.offer(works(fp32, Priority.QUERY, 10));

        assertThat(lengths(queue.close())).containsExactlyInAnyOrder(10, 100);
        assertThat(queue.take(false)).isEmpty();
        assertThat(queue.take(true)).isEmpty();
        assertThatThrownBy(() -> queue.offer(works(fp32, Priority.QUERY, 10)))
                .isInstanceOf(EngineClosedException.class);
    }

    private static Caller waitsASecond(AtomicLong nowNanos) {
        return new Caller(within(nowNanos), () -> false);
    }

    /** A second. */
    private static Deadline within(AtomicLong nowNanos) {
        return new Deadline(Duration.ofSeconds(1), 0, nowNanos::get);
    }

    private WorkQueue queue(long capacity, int lanes) {
        return new WorkQueue(limits(capacity), lanes, throughputs);
    }

    private WorkQueue queue(QueueLimits limits) {
        return new WorkQueue(limits, 1, throughputs);
    }

    private static QueueLimits limits(long capacity) {
        return new QueueLimits(capacity, Duration.ofMinutes(1), 1_024, Duration.ofMinutes(1));
    }

    private void measure(LoadedModel model, long tokensPerSecond) {
        throughputs.record(model, 60 * tokensPerSecond, 60 * SECOND.toNanos());
    }

    private static int[] times(int count, int length) {
        return IntStream.generate(() -> length).limit(count).toArray();
    }

    private static List<Work> works(OnnxModel model, Priority priority, int... lengths) {
        return job(Caller.PATIENT, model, priority, lengths).works();
    }

    private static Job job(Caller caller, OnnxModel model, Priority priority, int... lengths) {
        return new Job(model, priority, encodings(lengths), caller);
    }

    private static Job jobWithATurn(Deadline turn, int... lengths) {
        return new Job(fp32, Priority.BULK, encodings(lengths), Caller.PATIENT, turn, false);
    }

    private static List<Encoding> encodings(int... lengths) {
        return IntStream.of(lengths)
                .mapToObj(length -> longest.truncated(length, Encoding.Side.RIGHT))
                .toList();
    }

    private static List<Integer> lengths(List<Work> works) {
        return works.stream().map(Work::length).toList();
    }
}
