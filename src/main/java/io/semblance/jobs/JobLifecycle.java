package io.semblance.jobs;

import io.micrometer.core.instrument.MeterRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.concurrent.Executors;
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

    private final JobDatabase database;
    private final JobsProperties properties;
    private final JobWorkers workers;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("semblance-jobs").factory());
    private volatile boolean running;

    JobLifecycle(
            JobDatabase database,
            JobsProperties properties,
            JobSignal signal,
            ObjectProvider<JobRunner> runners,
            MeterRegistry meters) {
        this.database = database;
        this.properties = properties;
        this.workers =
                new JobWorkers(
                        database,
                        properties,
                        signal,
                        runners.stream()
                                .collect(
                                        Collectors.toUnmodifiableMap(
                                                JobRunner::type, Function.identity())),
                        meters);
    }

    @Override
    public void start() {
        running = true;
        workers.start();
        long renewal = properties.lease().toMillis() / RENEWALS;
        schedule(workers::renewLeases, Duration.ofMillis(renewal));
        schedule(this::deleteOldJobs, CLEANING);
    }

    private void schedule(Runnable task, Duration interval) {
        timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (JobDatabaseException e) {
                        // The next run tries again; the workers log that the database is missing.
                        log.debug("{}", e.getMessage());
                    }
                },
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
        workers.close();
        timer.shutdownNow();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
