package io.semblance.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.semblance.TestWaits;

import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What holds for jobs in every database. */
abstract class JobsContract {

    private static final JobsProperties PROPERTIES =
            new JobsProperties(true, 2, Duration.ofSeconds(30), Duration.ofDays(7), 3);

    private final JobSignal signal = new JobSignal();
    private HikariDataSource source;
    private JobDatabase database;
    private Jobs jobs;
    private @Nullable JobWorkers workers;

    /** An empty database. */
    abstract HikariDataSource newDatabase();

    @BeforeEach
    void open() {
        source = newDatabase();
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:io/semblance/jobs/migration")
                .load()
                .migrate();
        database = new JobDatabase(JdbcClient.create(source), source);
        jobs = new Jobs(database, PROPERTIES, signal);
    }

    @AfterEach
    void close() {
        if (workers != null) {
            workers.close();
        }
        source.close();
    }

    private void work(Function<JobPart, PartOutcome> run) {
        JobWorkers started = newWorkers(run);
        workers = started;
        started.start();
    }

    private JobWorkers newWorkers(Function<JobPart, PartOutcome> run) {
        JobRunner runner =
                new JobRunner() {
                    @Override
                    public String type() {
                        return "test";
                    }

                    @Override
                    public PartOutcome run(JobPart part) {
                        return run.apply(part);
                    }
                };
        return new JobWorkers(
                database, PROPERTIES, signal, Map.of("test", runner), new SimpleMeterRegistry());
    }

    private Job submit(String... payloads) {
        return submitWithKey(null, payloads);
    }

    private Job submitWithKey(@Nullable String key, String... payloads) {
        try (JobUpload upload = jobs.receive(new NewJob("test", "kb", "{}", key))) {
            for (String payload : payloads) {
                upload.add(2, bytes(payload));
            }
            return upload.accept(Map.of());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(JobPart part) {
        try {
            return new String(part.payload().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PartOutcome done(String name) {
        return new PartOutcome.Finished(0, Map.of(name, 2L), List.of());
    }

    private Job await(Job job, JobState state) {
        TestWaits.until(
                "the job is " + state, () -> jobs.get(job.id().toString()).state() == state);
        return jobs.get(job.id().toString());
    }

    @Test
    void acceptedJobRunsEveryPartOnceAndAddsItsCounts() {
        var ran = new ConcurrentLinkedQueue<String>();
        Job job = submit("a", "b", "c");
        assertThat(job.state()).isEqualTo(JobState.QUEUED);
        assertThat(job.total()).isEqualTo(6);

        work(part -> {
            ran.add(text(part));
            return done("created");
        });

        Job end = await(job, JobState.SUCCEEDED);
        assertThat(ran).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(end.done()).isEqualTo(6);
        assertThat(end.counts()).isEqualTo(Map.of("created", 6L));
        assertThat(end.startedAt()).isNotNull();
        assertThat(end.finishedAt()).isNotNull();
    }

    @Test
    void payloadLargerThanAPieceComesBackWhole() throws IOException {
        byte[] large = new byte[2_000_000];
        new Random(1).nextBytes(large);
        var read = new ConcurrentLinkedQueue<byte[]>();
        Job job;
        try (JobUpload upload = jobs.receive(new NewJob("test", "kb", "{}", null))) {
            upload.add(1, large);
            upload.add(1, new ByteArrayInputStream(large));
            job = upload.accept(Map.of());
        }
        work(part -> {
            try {
                read.add(part.payload().readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return done("created");
        });
        await(job, JobState.SUCCEEDED);
        assertThat(read).hasSize(2).allSatisfy(each -> assertThat(each).isEqualTo(large));
    }

    @Test
    void uploadThatIsNotAcceptedLeavesNothing() {
        try (JobUpload upload = jobs.receive(new NewJob("test", "kb", "{}", null))) {
            upload.add(1, bytes("a"));
            assertThat(jobs.list(null, null, null, 10)).isEmpty();
        }
        JdbcClient jdbc = JdbcClient.create(source);
        for (String table : List.of("job", "job_part", "job_payload")) {
            assertThat(jdbc.sql("SELECT COUNT(*) FROM " + table).query(Long.class).single())
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void jobOfWhichEveryItemWasRefusedHasFailedAndKeepsSomeErrors() {
        Job job;
        try (JobUpload upload = jobs.receive(new NewJob("test", "kb", "{}", null))) {
            for (long line = 1; line <= 5; line++) {
                upload.refuse(
                        List.of(
                                new ItemError(
                                        null, line, "d" + line, "empty_text", "n\0ne", null)));
            }
            job = upload.accept(Map.of());
        }
        Job end = jobs.get(job.id().toString());
        assertThat(end.state()).isEqualTo(JobState.FAILED);
        assertThat(end.done()).isEqualTo(5);
        assertThat(end.errorCount()).isEqualTo(5);
        assertThat(end.errors()).extracting(ItemError::line).containsExactly(1L, 2L, 3L);
        assertThat(end.errors().getFirst().detail()).isEqualTo("n\uFFFDne");
    }

    @Test
    void jobWithSomeFailedItemsIsPartial() {
        Job job = submit("good", "bad");
        work(part ->
                text(part).equals("good")
                        ? done("created")
                        : new PartOutcome.Finished(
                                1,
                                Map.of("created", 1L),
                                List.of(new ItemError("f", 7L, "x", "invalid_id", "no", "id"))));
        Job end = await(job, JobState.PARTIAL);
        assertThat(end.failed()).isEqualTo(1);
        assertThat(end.counts()).isEqualTo(Map.of("created", 3L));
        assertThat(end.errors())
                .containsExactly(new ItemError("f", 7L, "x", "invalid_id", "no", "id"));
    }

    @Test
    void idempotencyKeyGivesTheJobThatExistsUnlessItWasCancelled() {
        Job first = submitWithKey("key", "a");
        assertThat(submitWithKey("key", "a").id()).isEqualTo(first.id());
        assertThat(jobs.find("kb", "key")).map(Job::id).contains(first.id());
        assertThat(jobs.find("other", "key")).isEmpty();

        jobs.cancel(first.id().toString());

        assertThat(jobs.find("kb", "key")).isEmpty();
        assertThat(submitWithKey("key", "a").id()).isNotEqualTo(first.id());
    }

    @Test
    void cancelledJobAbandonsThePartThatRuns() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch abandoned = new CountDownLatch(1);
        Job job = submit("a", "b");
        work(part -> {
            running.countDown();
            while (!part.caller().gone().getAsBoolean()) {
                Thread.onSpinWait();
            }
            abandoned.countDown();
            part.caller().requireWaiting();
            throw new AssertionError("the part is still wanted");
        });
        running.await();

        Job cancelled = jobs.cancel(job.id().toString());
        Objects.requireNonNull(workers).renewLeases();
        abandoned.await();

        assertThat(cancelled.state()).isEqualTo(JobState.CANCELLED);
        assertThat(jobs.get(job.id().toString()).done()).isZero();
        assertThatThrownBy(() -> jobs.cancel(job.id().toString()))
                .isInstanceOf(JobFinishedException.class)
                .hasMessageContaining("cancelled");
    }

    @Test
    void partOfADeadProcessRunsAgainWithItsCheckpointAndCountsOnce() {
        UUID dead = UUID.randomUUID();
        Job job = submit("a");
        var claim =
                database.transaction(jdbc ->
                                PartRows.claim(jdbc, dead, List.of("test"), Duration.ofSeconds(-1)))
                        .orElseThrow();
        database.transaction(jdbc -> PartRows.checkpoint(jdbc, dead, claim.key(), "noted"));
        var checkpoints = new ConcurrentLinkedQueue<String>();

        work(part -> {
            checkpoints.add(part.checkpoint().orElse("none"));
            return done("created");
        });
        await(job, JobState.SUCCEEDED);
        // The process was not dead, only slow.
        database.transaction(jdbc -> {
            PartRows.finish(
                    jdbc,
                    dead,
                    claim,
                    new PartOutcome.Finished(0, Map.of("created", 2L), List.of()),
                    3);
            return null;
        });

        assertThat(checkpoints).containsExactly("noted");
        assertThat(jobs.get(job.id().toString()).counts()).isEqualTo(Map.of("created", 2L));
        assertThat(jobs.get(job.id().toString()).done()).isEqualTo(2);
    }

    @Test
    void partThatCannotRunNowRunsLater() {
        AtomicInteger attempts = new AtomicInteger();
        Job job = submit("a");
        work(part ->
                attempts.incrementAndGet() < 3
                        ? new PartOutcome.Retry(Duration.ZERO, "the queue is full")
                        : done("created"));
        Job end = await(job, JobState.SUCCEEDED);
        assertThat(attempts).hasValue(3);
        assertThat(end.problem()).isNull();
    }

    @Test
    void unexpectedExceptionFailsTheJobAndOthersGoOn() {
        Job bad = submit("bad", "good");
        Job good = submit("good");
        work(part -> {
            if (text(part).equals("bad")) {
                throw new IllegalStateException("a fault");
            }
            return done("created");
        });
        assertThat(await(bad, JobState.FAILED).failure())
                .isEqualTo(new JobFailure("internal_error", "internal error; see the service log"));
        await(good, JobState.SUCCEEDED);
    }

    @Test
    void shortJobDoesNotWaitForAllPartsOfALongOne() {
        submit("long", "long", "long", "long");
        submit("short");
        List<Long> order =
                IntStream.range(0, 5)
                        .mapToObj(_ ->
                                database.transaction(jdbc ->
                                                PartRows.claim(
                                                        jdbc,
                                                        UUID.randomUUID(),
                                                        List.of("test"),
                                                        Duration.ofMinutes(1)))
                                        .orElseThrow()
                                        .job())
                        .toList();
        assertThat(order).startsWith(1L, 2L, 1L);
    }

    @Test
    void listsTheNewestFirstInPages() {
        Job first = submit("a");
        Job second = submit("b");
        jobs.cancel(first.id().toString());
        assertThat(jobs.list(null, null, null, 10))
                .extracting(Job::id)
                .containsExactly(second.id(), first.id());
        assertThat(jobs.list("kb", JobState.CANCELLED, null, 10))
                .extracting(Job::id)
                .containsExactly(first.id());
        assertThat(jobs.list(null, null, second.number(), 10))
                .extracting(Job::id)
                .containsExactly(first.id());
        assertThat(jobs.list("other", null, null, 10)).isEmpty();
        assertThatThrownBy(() -> jobs.get("no-id"))
                .isInstanceOf(JobNotFoundException.class)
                .hasMessageContaining("'no-id'");
    }
}
