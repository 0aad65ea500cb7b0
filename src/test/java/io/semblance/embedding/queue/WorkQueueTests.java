package io.semblance.embedding.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.embedding.DeadlineTooShortException;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EngineClosedException;
import io.semblance.embedding.QueueFullException;
import io.semblance.embedding.QueueLimits;
import io.semblance.embedding.onnx.Batch;
import io.semblance.embedding.onnx.BatchModel;
import io.semblance.tokenization.Encoding;
import io.semblance.value.Caller;
import io.semblance.value.CallerGoneException;
import io.semblance.value.Deadline;
import io.semblance.value.DeadlineExceededException;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

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

    private static final BatchModel fp32 = new TestModel("fp32");
    private static final BatchModel int8 = new TestModel("int8");
    private static final BatchModel batchDependent = new TestModel("mixing", true);

    /** Of one lane; a model is measured with {@link #measure} only. */
    private final Throughputs throughputs = new Throughputs(1, _ -> BATCH);

    private final WorkQueue queue = queue(CAPACITY, 1);

    @Test
    void queriesGoFirst() throws Exception {
        queue.offer(inputs(fp32, Priority.BULK, 100));
        queue.offer(inputs(fp32, Priority.QUERY, 10));

        assertThat(lengths(take(queue, false))).containsExactly(10);
        assertThat(lengths(take(queue, false))).containsExactly(100);
    }

    @Test
    void bulkIsNotStarvedByQueries() throws Exception {
        queue.offer(inputs(fp32, Priority.BULK, 100));
        List<Priority> taken = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            queue.offer(inputs(fp32, Priority.QUERY, 10));
            taken.add(take(queue, false).getFirst().request().priority());
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
        queue.offer(inputs(fp32, Priority.BULK, 100));
        queue.offer(inputs(fp32, Priority.RERANK, 50));
        queue.offer(inputs(fp32, Priority.QUERY, 10));

        assertThat(take(queue, false)).hasSize(1).allMatch(input -> input.length() == 10);
        assertThat(take(queue, false)).hasSize(1).allMatch(input -> input.length() == 50);
        assertThat(take(queue, false)).hasSize(1).allMatch(input -> input.length() == 100);
    }

    @Test
    void noClassIsStarvedByThoseBeforeIt() throws Exception {
        List<Priority> taken = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            for (Priority priority : Priority.values()) {
                if (queue.tokens(priority) == 0) {
                    queue.offer(inputs(fp32, priority, 10));
                }
            }
            taken.add(take(queue, false).getFirst().request().priority());
        }

        assertThat(taken)
                .startsWith(Collections.nCopies(8, Priority.QUERY).toArray(Priority[]::new));
        assertThat(Collections.frequency(taken, Priority.RERANK)).isEqualTo(4);
        assertThat(Collections.frequency(taken, Priority.BULK)).isEqualTo(4);
    }

    @Test
    void queriesHaveRoomWherePairsHaveNone() {
        queue.offer(inputs(fp32, Priority.BULK, 500, 500, 500));
        queue.offer(inputs(fp32, Priority.RERANK, 250, 250));
        assertThatThrownBy(() -> queue.requireRoom(fp32, Priority.RERANK, Caller.NO_DEADLINE))
                .isInstanceOf(QueueFullException.class);

        queue.offer(inputs(fp32, Priority.QUERY, 250, 250));

        assertThat(queue.tokens(Priority.QUERY)).isEqualTo(500);
    }

    @Test
    void laneForQueriesLeavesBulkToOthers() throws Exception {
        queue.offer(inputs(fp32, Priority.BULK, 100));
        LaneBatch running = queue.take(false);
        queue.offer(inputs(fp32, Priority.BULK, 50));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var taken = threads.submit(() -> take(queue, true));
            queue.offer(inputs(fp32, Priority.QUERY, 20));

            assertThat(lengths(taken.get())).containsExactly(20);
        }
        assertThat(lengths(running.inputs())).containsExactly(100);
        assertThat(queue.tokens(Priority.BULK)).isEqualTo(50);
    }

    @Test
    void laneForQueriesWaitsWhileOtherLanesRunQueries() throws Exception {
        WorkQueue two = queue(CAPACITY, 2);
        two.offer(inputs(fp32, Priority.BULK, 100));
        two.offer(inputs(fp32, Priority.QUERY, 10));
        LaneBatch query = two.take(false);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            two.offer(inputs(fp32, Priority.QUERY, 20));
            var taken = threads.submit(() -> take(two, true));

            // The first lane would take the second query next. It is bulk work's turn only once
            // that has been overtaken eight times.
            two.ran(query);
            assertThat(lengths(take(two, false))).containsExactly(20);
            assertThat(taken.isDone()).isFalse();

            LaneBatch bulk = two.take(false);
            two.offer(inputs(fp32, Priority.QUERY, 30));
            LaneBatch other = two.take(false);
            assertThat(lengths(other.inputs())).containsExactly(30);
            two.offer(inputs(fp32, Priority.QUERY, 40));

            assertThat(lengths(taken.get())).containsExactly(40);
            two.ran(bulk);
            two.ran(other);
        }
    }

    @Test
    void batchThatRunsAloneHasAllCoresAndOthersShareThem() throws Exception {
        WorkQueue four = queue(CAPACITY, 4);
        four.offer(inputs(fp32, Priority.QUERY, 10));
        LaneBatch alone = four.take(false);
        four.offer(inputs(fp32, Priority.QUERY, 10));
        LaneBatch second = four.take(false);
        four.ran(alone);
        four.offer(inputs(fp32, Priority.QUERY, 10));
        LaneBatch third = four.take(false);

        assertThat(alone.threads().count()).isEqualTo(4);
        assertThat(second.threads().count()).isEqualTo(1);
        assertThat(third.threads().count()).isEqualTo(2);
    }

    @Test
    void batchLeavesCoresToThoseThatWait() throws Exception {
        WorkQueue four = queue(CAPACITY, 4);
        four.offer(inputs(fp32, Priority.BULK, 500, 500));
        LaneBatch first = four.take(false);
        LaneBatch second = four.take(false);

        assertThat(first.threads().count()).isEqualTo(2);
        assertThat(second.threads().count()).isEqualTo(2);
    }

    @Test
    void batchStaysWithinItsBudgetAfterPaddingAndIsMostlyText() throws Exception {
        Random random = new Random(7);
        WorkQueue large = queue(1_000_000, 1);
        int[] lengths = random.ints(2_000, 3, 513).toArray();
        large.offer(inputs(fp32, Priority.BULK, lengths));

        int texts = 0;
        while (large.tokens(Priority.BULK) > 0) {
            List<Integer> batch = lengths(take(large, false));
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
        queue.offer(inputs(fp32, Priority.BULK, 50, 500, 51, 52, 400));

        assertThat(lengths(take(queue, false))).containsExactly(500);
        assertThat(lengths(take(queue, false))).containsExactly(400);
        assertThat(lengths(take(queue, false))).containsExactly(52, 51, 50);
    }

    @Test
    void textsOfOneRequestGoTogetherIfTheyAreAlike() throws Exception {
        queue.offer(inputs(fp32, Priority.BULK, 100, 95, 20));
        queue.offer(inputs(fp32, Priority.BULK, 99, 98, 97, 96));

        assertThat(lengths(take(queue, false))).containsExactly(100, 95, 99, 98, 97);
    }

    @Test
    void shortListGoesPastLongOnesThatWait() throws Exception {
        WorkQueue large = queue(1_000_000, 1);
        large.offer(inputs(fp32, Priority.BULK, times(512, 500)));
        large.offer(inputs(fp32, Priority.BULK, times(512, 500)));
        take(large, false);
        large.offer(inputs(fp32, Priority.BULK, times(3, 300)));

        assertThat(lengths(take(large, false))).containsExactly(300);
        assertThat(lengths(take(large, false))).containsExactly(300);
        assertThat(lengths(take(large, false))).containsExactly(300);
        assertThat(lengths(take(large, false))).containsExactly(500);
    }

    @Test
    void listsOfOneSizeEndOneAfterTheOther() throws Exception {
        WorkQueue large = queue(1_000_000, 1);
        large.offer(inputs(fp32, Priority.BULK, times(4, 400)));
        large.offer(inputs(fp32, Priority.BULK, times(4, 400)));
        List<PendingRequest> taken = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            taken.add(take(large, false).getFirst().request());
        }

        assertThat(taken.subList(0, 4)).containsOnly(taken.getFirst());
        assertThat(taken.subList(4, 8)).containsOnly(taken.getLast());
    }

    @Test
    void longListIsNotStarvedByShortOnes() throws Exception {
        WorkQueue large = queue(1_000_000, 1);
        large.offer(inputs(fp32, Priority.BULK, times(10, 500)));
        int batches = 0;
        while (large.tokens(Priority.BULK) >= 500) {
            // A third of the lanes' time is asked for by somebody else, again and again.
            large.offer(inputs(fp32, Priority.BULK, 250));
            take(large, false);
            take(large, false);
            batches++;
            assertThat(batches).isLessThan(40);
        }
    }

    @Test
    void queriesGoInTheOrderOfTheirArrival() throws Exception {
        queue.offer(inputs(fp32, Priority.QUERY, 500));
        queue.offer(inputs(fp32, Priority.QUERY, 10));

        assertThat(lengths(take(queue, false))).containsExactly(500);
        assertThat(lengths(take(queue, false))).containsExactly(10);
    }

    @Test
    void littleWorkIsSharedAmongTheLanes() throws Exception {
        WorkQueue twoLanes = queue(CAPACITY, 2);
        twoLanes.offer(inputs(fp32, Priority.BULK, 20, 20, 20, 20));

        assertThat(take(twoLanes, false)).hasSize(2);
        assertThat(take(twoLanes, false)).hasSizeBetween(1, 2);
    }

    @Test
    void textsOfTwoModelsAreNotMixed() throws Exception {
        queue.offer(inputs(fp32, Priority.BULK, 10, 10));
        queue.offer(inputs(int8, Priority.BULK, 20));
        queue.offer(inputs(fp32, Priority.BULK, 10));

        assertThat(take(queue, false)).hasSize(3).allMatch(input -> input.model().equals(fp32));
        assertThat(take(queue, false)).hasSize(1).allMatch(input -> input.model().equals(int8));
    }

    @Test
    void everyModelHasABudgetOfItsOwn() throws Exception {
        WorkQueue uneven =
                new WorkQueue(
                        limits(100_000),
                        new CoreBudget(1, 1),
                        new Throughputs(1, model -> model.equals(int8) ? 2 * BATCH : BATCH));
        uneven.offer(inputs(fp32, Priority.BULK, 256, 256, 256));
        uneven.offer(inputs(int8, Priority.BULK, 256, 256, 256, 256));

        assertThat(take(uneven, false)).hasSize(2);
        assertThat(take(uneven, false)).hasSize(1);
        assertThat(take(uneven, false)).hasSize(4);
    }

    @Test
    void int8TextsGoTogetherUnlessTheGraphWouldMixThem() throws Exception {
        queue.offer(inputs(int8, Priority.BULK, 20, 20));
        assertThat(take(queue, false)).hasSize(2);

        queue.offer(inputs(batchDependent, Priority.BULK, 20, 20));
        assertThat(take(queue, false)).hasSize(1);
        assertThat(take(queue, false)).hasSize(1);
    }

    @Test
    void refusesWhatHasNoRoomAndTakesNothingOfIt() {
        queue.offer(inputs(fp32, Priority.BULK, 500, 500));

        assertThatThrownBy(() -> queue.offer(inputs(fp32, Priority.BULK, 300, 300)))
                .isInstanceOfSatisfying(
                        QueueFullException.class,
                        full -> assertThat(full.retryAfter()).isPositive())
                .hasMessage(
                        "queue full: 1000 of 2000 tokens used, this request needs 600; retry in 1"
                                + " s, send fewer texts at once or raise"
                                + " semblance.embedding.queue-tokens");
        assertThat(queue.tokens(Priority.BULK)).isEqualTo(1_000);
        queue.offer(inputs(fp32, Priority.BULK, 500));
        assertThatThrownBy(() -> queue.requireRoom(fp32, Priority.BULK, Caller.NO_DEADLINE))
                .isInstanceOf(QueueFullException.class);
    }

    @Test
    void queriesHaveRoomWhereBulkHasNone() {
        queue.offer(inputs(fp32, Priority.BULK, 500, 500, 500));

        queue.requireRoom(fp32, Priority.QUERY, Caller.NO_DEADLINE);
        queue.offer(inputs(fp32, Priority.QUERY, 250));
        queue.offer(inputs(fp32, Priority.QUERY, 250));
        assertThatThrownBy(() -> queue.requireRoom(fp32, Priority.QUERY, Caller.NO_DEADLINE))
                .isInstanceOf(QueueFullException.class);
        assertThatThrownBy(() -> queue.offer(inputs(fp32, Priority.QUERY, 3)))
                .isInstanceOf(QueueFullException.class);
    }

    @Test
    void queriesHaveAllTheRoomThatBulkLeaves() {
        queue.offer(inputs(fp32, Priority.QUERY, 500, 500, 500, 500));

        assertThat(queue.tokens(Priority.QUERY)).isEqualTo(CAPACITY);
    }

    @Test
    void bulkThatWaitsLeavesRoomForQueries() throws Exception {
        List<QueuedInput> inputs = inputs(fp32, Priority.BULK, 500, 500, 500, 500, 500, 500);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var putting =
                    threads.submit(() -> {
                        queue.put(inputs, Duration.ofMinutes(1));
                        return true;
                    });
            int taken = 0;
            while (taken < inputs.size()) {
                LaneBatch bulk = queue.take(false);
                queue.offer(inputs(fp32, Priority.QUERY, 400));
                assertThat(lengths(take(queue, true))).containsExactly(400);
                queue.ran(bulk);
                taken += bulk.inputs().size();
            }
            assertThat(putting.get()).isTrue();
        }
    }

    @Test
    void saysWhenToComeAgainByWhatGoesBefore() {
        WorkQueue large = queue(20_000, 1);
        measure(fp32, 1_000);
        large.offer(inputs(fp32, Priority.BULK, times(30, 500)));
        large.offer(inputs(fp32, Priority.QUERY, times(10, 500)));

        assertThatThrownBy(() -> large.offer(inputs(fp32, Priority.QUERY, 500)))
                .isInstanceOfSatisfying(
                        QueueFullException.class,
                        full -> assertThat(full.retryAfter()).hasSeconds(5));
        assertThatThrownBy(() -> large.offer(inputs(fp32, Priority.BULK, 500)))
                .isInstanceOfSatisfying(
                        QueueFullException.class,
                        full -> assertThat(full.retryAfter()).hasSeconds(20));
    }

    @Test
    void admitsMoreThanItHoldsOnlyWhenNothingOfTheClassWaits() {
        queue.offer(inputs(fp32, Priority.BULK, 512, 512, 512, 512, 512));

        assertThat(queue.tokens(Priority.BULK)).isEqualTo(2_560);
        assertThatThrownBy(() -> queue.offer(inputs(fp32, Priority.BULK, 3)))
                .isInstanceOf(QueueFullException.class);
    }

    @Test
    void bulkWaitsForRoom() throws Exception {
        List<QueuedInput> inputs = inputs(fp32, Priority.BULK, 500, 500, 500, 500, 500, 500);
        int taken = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var putting =
                    threads.submit(() -> {
                        queue.put(inputs, Duration.ofMinutes(1));
                        return true;
                    });
            while (taken < inputs.size()) {
                taken += take(queue, false).size();
                assertThat(queue.tokens(Priority.BULK)).isLessThanOrEqualTo(CAPACITY * 3 / 4);
            }
            assertThat(putting.get()).isTrue();
        }
    }

    @Test
    void bulkDoesNotWaitForEver() {
        queue.offer(inputs(fp32, Priority.BULK, 512, 512, 512, 400));

        assertThatThrownBy(() -> queue.put(inputs(fp32, Priority.BULK, 100), Duration.ZERO))
                .isInstanceOf(QueueFullException.class);
    }

    @Test
    void textsOfAFailedRequestAreNotRun() throws Exception {
        List<QueuedInput> failed = inputs(fp32, Priority.BULK, 100, 100);
        queue.offer(failed);
        queue.offer(inputs(fp32, Priority.BULK, 90));
        failed.getFirst().fail(new EngineClosedException());

        assertThat(lengths(take(queue, false))).containsExactly(90);
    }

    @Test
    void textsWhoseDeadlineHasPassedAreNotRun() throws Exception {
        AtomicLong now = new AtomicLong();
        PendingRequest late = request(waitsASecond(now), fp32, Priority.BULK, 100, 100);
        queue.offer(late.inputs());
        queue.offer(inputs(fp32, Priority.BULK, 90));
        now.set(Duration.ofSeconds(1).toNanos());

        assertThat(lengths(take(queue, false))).containsExactly(90);
        assertThat(queue.tokens(Priority.BULK)).isZero();
        assertThatThrownBy(late::await)
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessage(
                        "the deadline of 1000 ms passed before the answer was ready; allow more"
                                + " time, send fewer texts at once, or search with a lower limit");
    }

    @Test
    void queriesAreTakenWhenTheBulkWorkThatWasDueIsLate() throws Exception {
        AtomicLong now = new AtomicLong();
        queue.offer(request(waitsASecond(now), fp32, Priority.BULK, 100).inputs());
        for (int i = 0; i < 8; i++) {
            queue.offer(inputs(fp32, Priority.QUERY, 10));
            take(queue, false);
        }
        queue.offer(inputs(fp32, Priority.QUERY, 20));
        now.set(Duration.ofSeconds(1).toNanos());

        assertThat(lengths(take(queue, false))).containsExactly(20);
    }

    @Test
    void textsOfACallerWhoHasGoneAreNotRun() throws Exception {
        PendingRequest left =
                request(new Caller(Deadline.NONE, () -> true), fp32, Priority.BULK, 100, 100);
        queue.offer(left.inputs());
        queue.offer(inputs(fp32, Priority.BULK, 90));

        assertThatThrownBy(left::await).isInstanceOf(CallerGoneException.class);
        assertThat(lengths(take(queue, false))).containsExactly(90);
    }

    @Test
    void refusesWhatWouldTakeMoreThanTwiceTheTimeThatIsLeft() {
        Caller caller = waitsASecond(new AtomicLong());
        WorkQueue large = queue(20_000, 1);
        measure(fp32, 1_000);
        large.offer(inputs(fp32, Priority.BULK, 500, 500, 500));

        large.offer(request(caller, fp32, Priority.BULK, 500).inputs());
        assertThatThrownBy(() ->
                        large.offer(
                                request(caller, fp32, Priority.BULK, 500, 500, 500, 3).inputs()))
                .isInstanceOfSatisfying(
                        DeadlineTooShortException.class,
                        refusal -> assertThat(refusal.retryAfter()).hasSeconds(2))
                .hasMessage(
                        "deadline too short: 1000 of 1000 ms left, the 3503 tokens until the end of"
                                + " this request take about 3503 ms; allow more time, send fewer"
                                + " texts at once or retry later");
        large.offer(inputs(fp32, Priority.BULK, 3));
    }

    @Test
    void refusesAQueryThatCannotBeReachedInTime() {
        Caller caller = waitsASecond(new AtomicLong());
        measure(fp32, 100);
        queue.offer(inputs(fp32, Priority.QUERY, 250));

        assertThatThrownBy(() -> queue.requireRoom(fp32, Priority.QUERY, caller))
                .isInstanceOf(DeadlineTooShortException.class);
        queue.requireRoom(fp32, Priority.QUERY, Caller.NO_DEADLINE);
    }

    @Test
    void refusesNothingThatHasNothingAheadOfIt() {
        Caller caller = waitsASecond(new AtomicLong());
        measure(fp32, 10);

        queue.requireRoom(fp32, Priority.BULK, caller);
        queue.offer(request(caller, fp32, Priority.BULK, 500, 500, 500, 500, 500).inputs());
        queue.requireRoom(fp32, Priority.QUERY, caller);
        queue.offer(request(caller, fp32, Priority.QUERY, 500).inputs());
    }

    @Test
    void refusesNothingByTimeBeforeItsModelIsMeasured() {
        WorkQueue brief = queue(new QueueLimits(1_000_000, SECOND, 1_024, SECOND));
        measure(int8, 10);
        brief.offer(inputs(fp32, Priority.BULK, times(100, 500)));

        brief.requireRoom(fp32, Priority.BULK, waitsASecond(new AtomicLong()));
        brief.offer(inputs(fp32, Priority.BULK, times(100, 500)));
    }

    @Test
    void refusesWhatWouldWaitLongerThanTheQueueMayBe() {
        WorkQueue brief = queue(new QueueLimits(20_000, SECOND, 1_024, SECOND));
        measure(fp32, 1_000);
        brief.offer(inputs(fp32, Priority.BULK, 500, 500));
        brief.offer(inputs(fp32, Priority.BULK, 3));

        assertThatThrownBy(() -> brief.offer(inputs(fp32, Priority.BULK, 500, 503)))
                .isInstanceOfSatisfying(
                        QueueFullException.class,
                        refusal -> assertThat(refusal.retryAfter()).hasSeconds(2))
                .hasMessage(
                        "queue full: the 1003 tokens ahead of this request take about 1003 ms, the"
                                + " limit is 1000 ms; retry in 2 s or raise"
                                + " semblance.embedding.queue-time");
        brief.offer(inputs(fp32, Priority.QUERY, 500));
    }

    @Test
    void estimatesByTheThroughputOfEachModel() {
        WorkQueue brief = queue(new QueueLimits(20_000, SECOND, 1_024, SECOND));
        measure(fp32, 10_000);
        measure(int8, 100);
        brief.offer(inputs(fp32, Priority.BULK, 500, 500, 500));

        brief.offer(inputs(int8, Priority.BULK, 500, 500, 500));
        assertThatThrownBy(() -> brief.offer(inputs(fp32, Priority.BULK, 500, 500, 500)))
                .hasMessageContaining("the 3000 tokens ahead of this request take about 15150 ms");
    }

    @Test
    void smallRequestsHaveALimitOfTheirOwn() {
        WorkQueue patient = queue(new QueueLimits(20_000, Duration.ofMinutes(1), 400, SECOND));
        measure(fp32, 1_000);
        patient.offer(inputs(fp32, Priority.QUERY, 400, 400, 400));

        assertThatThrownBy(() -> patient.requireRoom(fp32, Priority.QUERY, Caller.NO_DEADLINE))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("raise semblance.embedding.interactive-queue-time");
        assertThatThrownBy(() -> patient.offer(inputs(fp32, Priority.BULK, 200)))
                .isInstanceOf(QueueFullException.class);
        patient.requireRoom(fp32, Priority.BULK, Caller.NO_DEADLINE);
        patient.offer(inputs(fp32, Priority.BULK, 200, 201));
    }

    @Test
    void shortListIsAdmittedWhereALongOneIsNot() {
        WorkQueue brief = queue(new QueueLimits(100_000, SECOND, 0, SECOND));
        measure(fp32, 1_000);
        brief.offer(inputs(fp32, Priority.BULK, times(10, 500)));
        assertThatThrownBy(() -> brief.offer(inputs(fp32, Priority.BULK, times(10, 500))))
                .isInstanceOf(QueueFullException.class);

        brief.requireRoom(fp32, Priority.BULK, Caller.NO_DEADLINE);
        brief.offer(inputs(fp32, Priority.BULK, 300, 300));
    }

    @Test
    void admitsThirtyTwoListsOfFiveHundredAbstractsWithTheDefaults() {
        QueueLimits defaults =
                new QueueLimits(
                        DataSize.ofGigabytes(1).toBytes() / 128,
                        Duration.ofHours(2),
                        1_024,
                        Duration.ofSeconds(30));
        WorkQueue two = new WorkQueue(defaults, new CoreBudget(2, 1), throughputs);
        measure(fp32, 3_000);

        for (int i = 0; i < 32; i++) {
            two.requireRoom(fp32, Priority.BULK, Caller.NO_DEADLINE);
            two.offer(inputs(fp32, Priority.BULK, times(512, 312)));
        }
    }

    @Test
    void textsThatDoNotStartInTimeAreNotRun() throws Exception {
        AtomicLong now = new AtomicLong();
        PendingRequest late = requestThatStartsBy(within(now), 100, 100);
        queue.offer(late.inputs());
        queue.offer(inputs(fp32, Priority.BULK, 90));
        now.set(Duration.ofSeconds(1).toNanos());

        assertThat(lengths(take(queue, false))).containsExactly(90);
        assertThat(queue.tokens(Priority.BULK)).isZero();
        assertThatThrownBy(late::await)
                .isInstanceOfSatisfying(
                        QueueFullException.class,
                        refusal -> assertThat(refusal.retryAfter()).hasSeconds(1))
                .hasMessage("timed out in the queue after 1000 ms; retry in 1 s");
    }

    @Test
    void aRequestThatHasStartedRunsToItsEnd() throws Exception {
        AtomicLong now = new AtomicLong();
        queue.offer(requestThatStartsBy(within(now), 400, 300).inputs());

        assertThat(lengths(take(queue, false))).containsExactly(400);
        now.set(Duration.ofSeconds(1).toNanos());
        assertThat(lengths(take(queue, false))).containsExactly(300);
    }

    @Test
    void aStartThatIsMissedWhileABatchIsFormedDropsNothingOfARequestInIt() throws Exception {
        AtomicLong looks = new AtomicLong();
        Deadline startBy =
                new Deadline(
                        Duration.ofSeconds(1),
                        0,
                        () -> looks.getAndIncrement() == 0 ? 0 : Duration.ofSeconds(1).toNanos());
        queue.offer(requestThatStartsBy(startBy, 100, 100).inputs());

        assertThat(lengths(take(queue, false))).containsExactly(100, 100);
    }

    @Test
    void withdrawnTextsGiveTheirRoomBack() throws Exception {
        List<QueuedInput> inputs = inputs(fp32, Priority.BULK, 500, 400, 300);
        queue.offer(inputs);
        assertThat(lengths(take(queue, false))).containsExactly(500);

        queue.withdraw(inputs);
        queue.withdraw(inputs(fp32, Priority.BULK, 400));

        assertThat(queue.tokens(Priority.BULK)).isZero();
    }

    @Test
    void closedQueueReturnsWhatWaitsAndLetsTheLanesGo() throws Exception {
        queue.offer(inputs(fp32, Priority.BULK, 100));
        queue.offer(inputs(fp32, Priority.QUERY, 10));

        assertThat(lengths(queue.close())).containsExactlyInAnyOrder(10, 100);
        assertThat(take(queue, false)).isEmpty();
        assertThat(take(queue, true)).isEmpty();
        assertThatThrownBy(() -> queue.offer(inputs(fp32, Priority.QUERY, 10)))
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
        return new WorkQueue(limits(capacity), new CoreBudget(lanes, 1), throughputs);
    }

    private WorkQueue queue(QueueLimits limits) {
        return new WorkQueue(limits, new CoreBudget(1, 1), throughputs);
    }

    private static QueueLimits limits(long capacity) {
        return new QueueLimits(capacity, Duration.ofMinutes(1), 1_024, Duration.ofMinutes(1));
    }

    /** Takes a batch that ends at once. */
    private static List<QueuedInput> take(WorkQueue queue, boolean queryLane)
            throws InterruptedException {
        LaneBatch batch = queue.take(queryLane);
        if (!batch.isEmpty()) {
            queue.ran(batch);
        }
        return batch.inputs();
    }

    private void measure(BatchModel model, long tokensPerSecond) {
        throughputs.record(model, 60 * tokensPerSecond, 60 * SECOND.toNanos());
    }

    private static int[] times(int count, int length) {
        return IntStream.generate(() -> length).limit(count).toArray();
    }

    private static List<QueuedInput> inputs(BatchModel model, Priority priority, int... lengths) {
        return request(Caller.NO_DEADLINE, model, priority, lengths).inputs();
    }

    private static PendingRequest request(
            Caller caller, BatchModel model, Priority priority, int... lengths) {
        return new PendingRequest(model, priority, rows(lengths), caller, Deadline.NONE);
    }

    private static PendingRequest requestThatStartsBy(Deadline startBy, int... lengths) {
        return new PendingRequest(fp32, Priority.BULK, rows(lengths), Caller.NO_DEADLINE, startBy);
    }

    private static List<Batch.Row> rows(int... lengths) {
        return IntStream.of(lengths)
                .mapToObj(length -> new Batch.Row(Encoding.of(new int[length]), false))
                .toList();
    }

    private static List<Integer> lengths(List<QueuedInput> inputs) {
        return inputs.stream().map(QueuedInput::length).toList();
    }
}
