package io.semblance.jobs;

import io.micrometer.core.instrument.MeterRegistry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs jobs while the application runs: the workers, the renewal of their leases, and the deletion
 * of old jobs. It starts after the web server and stops before it, and only in the service.
 */
@Component
@ConditionalOnProperty("semblance.jobs.enabled")
final class JobLifecycle implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(JobLifecycle.class);

    /** How often old jobs are deleted. */
    private static final Duration CLEANING = Duration.ofMinutes(1);

    /** An upload that has received nothing for so long has lost its client. */
    private static final Duration MAX_SILENCE = Duration.ofMinutes(30);

    /** How many times a lease is renewed before it would end. */
    private static final int RENEWALS = 4;

    /** The renewal also finds that a job was cancelled. */
    private static final Duration MAX_RENEWAL = Duration.ofSeconds(2);

    private final JobDatabase database;
    private final JobsProperties properties;
    private final boolean embedded;
    private final JobSignal signal;
    private final Map<String, JobRunner> runners;
    private final MeterRegistry meters;
    private volatile @Nullable Running running;

    /** What runs between start and stop, which may follow each other more than once. */
    private record Running(JobWorkers workers, ScheduledExecutorService timer) {}

    JobLifecycle(
            JobDatabase database,
            JobsProperties properties,
            JobSignal signal,
            ObjectProvider<JobRunner> runners,
            MeterRegistry meters,
            @Value("${semblance.store:lucene}") String store,
            @Value("${spring.datasource.url:}") String url) {
        this.embedded = store.equals("lucene") && url.isEmpty();
        this.database = database;
        this.properties = properties;
        this.signal = signal;
        this.meters = meters;
        this.runners =
                runners.stream()
                        .collect(
                                Collectors.toUnmodifiableMap(JobRunner::type, Function.identity()));
        meters.gauge("semblance.jobs.running", this, JobLifecycle::runningParts);
    }

    private double runningParts() {
        Running now = running;
        return now == null ? 0 : now.workers().running();
    }

    @Override
    public void start() {
        JobWorkers workers = new JobWorkers(database, properties, signal, runners, meters);
        ScheduledExecutorService timer =
                // One for the leases, which must not wait for a deletion.
                Executors.newScheduledThreadPool(
                        2, Thread.ofPlatform().daemon().name("semblance-jobs").factory());
        running = new Running(workers, timer);
        timer.execute(() -> {
            if (embedded) {
                tryRun(this::releaseLeases);
            }
            workers.start();
        });
        long renewal = Math.min(properties.lease().toMillis() / RENEWALS, MAX_RENEWAL.toMillis());
        schedule(timer, workers::renewLeases, Duration.ofMillis(renewal));
        schedule(timer, this::deleteOldJobs, CLEANING);
    }

    /**
     * Makes the parts of an earlier process free at once: an embedded database has one process at a
     * time.
     */
    private void releaseLeases() {
        database.transaction(jdbc ->
                jdbc.sql(
                                "UPDATE job_part SET owner = NULL, lease_until = CURRENT_TIMESTAMP"
                                        + " WHERE owner IS NOT NULL")
                        .update());
    }

    private static void tryRun(Runnable task) {
        // An exception would end all later runs.
        FutureTask<Boolean> run = new FutureTask<>(task, true);
        run.run();
        try {
            run.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof JobDatabaseException) {
                // The next run tries again; the workers log that the database is missing.
                log.debug("{}", e.getCause().getMessage());
            } else {
                log.error("A task of the jobs failed and is tried again", e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void schedule(ScheduledExecutorService timer, Runnable task, Duration interval) {
        var _ =
                timer.scheduleWithFixedDelay(
                        () -> tryRun(task),
                        interval.toMillis(),
                        interval.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void deleteOldJobs() {
        database.transaction(jdbc -> {
            jdbc.sql("DELETE FROM job WHERE finished_at < " + JobDatabase.SECONDS_FROM_NOW)
                    .param(-properties.retention().toSeconds())
                    .update();
            jdbc.sql(
                            "DELETE FROM job WHERE state = ? AND received_at < "
                                    + JobDatabase.SECONDS_FROM_NOW)
                    .params(JobRows.RECEIVING, -MAX_SILENCE.toSeconds())
                    .update();
            return null;
        });
    }

    @Override
    public void stop() {
        Running stopping = running;
        running = null;
        if (stopping != null) {
            stopping.timer().shutdownNow();
            stopping.workers().close();
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
