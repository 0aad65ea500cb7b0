package io.semblance.jobs;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.semblance.value.AbandonedException;
import io.semblance.value.Caller;
import io.semblance.value.Deadline;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The threads that run parts. Each claims one part at a time, so that parts overlap: while one
 * waits for the model, others read, chunk or store. Thread-safe.
 */
final class JobWorkers implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JobWorkers.class);

    /** How often idle workers look for jobs of other replicas. */
    private static final Duration POLL = Duration.ofSeconds(1);

    /** How long all parts together may take to stop. */
    private static final Duration STOPPING = Duration.ofSeconds(10);

    /** How long a worker waits after the database has failed. */
    private static final Duration RETRY = Duration.ofSeconds(2);

    /**
     * A part that was claimed this often without an outcome ends the process that runs it; its job
     * fails.
     */
    private static final int MAX_ATTEMPTS = 50;

    /** A part that failed this often, for a reason that the code does not expect, fails its job. */
    private static final int MAX_FAULTS = 3;

    private static final Duration FAULT_RETRY = Duration.ofMillis(500);
    private static final String FAULT = "internal error; see the service log";

    private final JobDatabase database;
    private final JobsProperties properties;
    private final JobSignal signal;
    private final Map<String, JobRunner> runners;
    private final MeterRegistry meters;

    /** The owners of the parts that run now: each claim is an owner of its own. */
    private final Set<UUID> owners = ConcurrentHashMap.newKeySet();

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;
    private volatile boolean failing;

    JobWorkers(
            JobDatabase database,
            JobsProperties properties,
            JobSignal signal,
            Map<String, JobRunner> runners,
            MeterRegistry meters) {
        this.database = database;
        this.properties = properties;
        this.signal = signal;
        this.runners = runners;
        this.meters = meters;
    }

    /** The number of parts that this process runs now. */
    int running() {
        return owners.size();
    }

    void start() {
        for (int i = 0; i < properties.workerCount(); i++) {
            threads.add(Thread.ofVirtual().name("semblance-job-" + i).start(this::work));
        }
    }

    private void work() {
        while (!closed) {
            try {
                long seen = signal.changes();
                if (!tryRunNext()) {
                    signal.await(seen, failing ? RETRY : POLL);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Runs the next part; a fault of this code must not end the thread. */
    private boolean tryRunNext() throws InterruptedException {
        FutureTask<Boolean> next = new FutureTask<>(this::runNext);
        next.run();
        try {
            return next.get();
        } catch (ExecutionException e) {
            log.error("A worker of the jobs failed and tries again", e.getCause());
            return false;
        }
    }

    /** Runs the next part; returns false if there is none, or the database is not available. */
    private boolean runNext() throws InterruptedException {
        try {
            UUID owner = UUID.randomUUID();
            Optional<PartRows.Claim> claim =
                    database.transaction(jdbc ->
                            PartRows.claim(jdbc, owner, runners.keySet(), properties.lease()));
            failing = false;
            if (claim.isEmpty()) {
                return false;
            }
            run(owner, claim.get());
            return true;
        } catch (JobDatabaseException e) {
            if (!failing && !closed) {
                log.warn("Jobs wait: {}", e.getMessage());
            }
            failing = true;
            return false;
        }
    }

    private void run(UUID owner, PartRows.Claim claim) throws InterruptedException {
        owners.add(owner);
        try {
            PartOutcome outcome = outcome(owner, claim);
            if (outcome != null) {
                store(owner, claim, outcome);
                signal.changed();
            }
        } finally {
            owners.remove(owner);
        }
    }

    /** The outcome of a part; null if nothing waits for it any more. */
    private @Nullable PartOutcome outcome(UUID owner, PartRows.Claim claim)
            throws InterruptedException {
        if (claim.attempt() > MAX_ATTEMPTS) {
            return new PartOutcome.JobFailed(
                    new JobFailure(
                            "part_crashed",
                            "a part of the job was interrupted %d times; see the service log"
                                    .formatted(MAX_ATTEMPTS)));
        }
        Caller caller = new Caller(Deadline.NONE, () -> closed || !owners.contains(owner));
        JobRunner runner = Objects.requireNonNull(runners.get(claim.type()));
        FutureTask<PartOutcome> task =
                new FutureTask<>(() -> runner.run(new JobPart(database, owner, claim, caller)));
        Timer.Sample time = Timer.start(meters);
        task.run();
        try {
            PartOutcome outcome = task.get();
            stop(time, claim, outcome.getClass().getSimpleName());
            return outcome;
        } catch (ExecutionException e) {
            stop(time, claim, "Exception");
            return failed(claim, Objects.requireNonNull(e.getCause()));
        }
    }

    private void stop(Timer.Sample time, PartRows.Claim claim, String outcome) {
        time.stop(
                Timer.builder("semblance.jobs.part")
                        .description("Time to run a part of a job")
                        .tag("type", claim.type())
                        .tag("outcome", outcome.toLowerCase(Locale.ROOT))
                        .register(meters));
    }

    private @Nullable PartOutcome failed(PartRows.Claim claim, Throwable failure) {
        return switch (failure) {
            case AbandonedException _ ->
                    closed ? new PartOutcome.Retry(Duration.ZERO, "the service restarts") : null;
            case JobDatabaseException e ->
                    new PartOutcome.Retry(RETRY, String.valueOf(e.getMessage()));
            default -> {
                log.error("A part of the job {} failed", claim.job(), failure);
                yield claim.attempt() < MAX_FAULTS
                        ? new PartOutcome.Retry(
                                FAULT_RETRY.multipliedBy(claim.attempt()), FAULT, true)
                        : new PartOutcome.JobFailed(new JobFailure("internal_error", FAULT));
            }
        };
    }

    private void store(UUID owner, PartRows.Claim claim, PartOutcome outcome)
            throws InterruptedException {
        while (true) {
            try {
                database.transaction(jdbc -> {
                    store(jdbc, owner, claim, outcome);
                    return null;
                });
                return;
            } catch (JobDatabaseException e) {
                // A retry costs nothing: if the outcome is lost, the part only runs again.
                if (closed || !owners.contains(owner)) {
                    return;
                }
                signal.await(signal.changes(), RETRY);
            }
        }
    }

    private void store(JdbcClient jdbc, UUID owner, PartRows.Claim claim, PartOutcome outcome) {
        switch (outcome) {
            case PartOutcome.Finished finished ->
                    PartRows.finish(jdbc, owner, claim, finished, properties.errors());
            case PartOutcome.Retry retry -> {
                // The job's row first, as everywhere: otherwise two transactions could deadlock.
                PartRows.problem(jdbc, claim.job(), retry.reason());
                PartRows.release(jdbc, owner, claim.key(), retry.after(), retry.counted());
            }
            case PartOutcome.JobFailed failed ->
                    PartRows.fail(jdbc, owner, claim, failed.failure());
        }
    }

    /** Extends the leases of the running parts, and abandons those that were lost. */
    void renewLeases() {
        Set<UUID> running = Set.copyOf(owners);
        if (running.isEmpty()) {
            return;
        }
        Set<UUID> still =
                database.transaction(jdbc -> PartRows.renew(jdbc, running, properties.lease()));
        running.stream().filter(owner -> !still.contains(owner)).forEach(owners::remove);
    }

    /** Stops claiming, abandons the running parts and gives them back. */
    @Override
    public void close() {
        closed = true;
        signal.changed();
        long deadlineNanos = System.nanoTime() + STOPPING.toNanos();
        for (Thread thread : threads) {
            try {
                var _ =
                        thread.join(
                                Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
