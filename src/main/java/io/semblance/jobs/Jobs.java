package io.semblance.jobs;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Creates, finds and cancels jobs. Thread-safe. */
@Component
@EnableConfigurationProperties(JobsProperties.class)
public final class Jobs {

    private final JobDatabase database;
    private final JobsProperties properties;
    private final JobSignal signal;

    Jobs(JobDatabase database, JobsProperties properties, JobSignal signal) {
        this.database = database;
        this.properties = properties;
        this.signal = signal;
    }

    /** Whether this process runs jobs. */
    public boolean enabled() {
        return properties.enabled();
    }

    /**
     * Begins to receive the items of a new job. The job exists once it is {@linkplain
     * JobUpload#accept accepted}.
     *
     * @throws JobDatabaseException if the database is not available
     */
    public JobUpload receive(NewJob job) {
        return JobUpload.begin(database, properties, signal, job);
    }

    /** The job with this idempotency key that has neither failed nor been cancelled. */
    public Optional<Job> find(String collection, String idempotencyKey) {
        return database.transaction(jdbc ->
                JobRows.find(jdbc, collection, idempotencyKey)
                        .map(job -> job.with(JobRows.errors(jdbc, job.number()))));
    }

    /**
     * The jobs whose idempotency key continues like this, the newest first, without their errors.
     *
     * @param separator one character, at whose first place in a key the compared part begins
     * @param key what must follow it
     */
    public List<Job> withKey(String separator, String key, int limit) {
        return database.transaction(jdbc -> JobRows.withKey(jdbc, separator, key, limit));
    }

    /**
     * The job with this id, with its errors.
     *
     * @throws JobNotFoundException if there is none
     */
    public Job get(String id) {
        return database.transaction(jdbc -> {
            Job job = require(jdbc, id);
            return job.with(JobRows.errors(jdbc, job.number()));
        });
    }

    /**
     * The job with this id, without its errors.
     *
     * @throws JobNotFoundException if there is none
     */
    public Job summary(String id) {
        return database.transaction(jdbc -> require(jdbc, id));
    }

    /**
     * Lists jobs, the newest first, without their errors.
     *
     * @param collection only jobs of this collection; null for all
     * @param state only jobs in this state; null for all
     * @param before only jobs with a lower number; null for all
     */
    public List<Job> list(
            @Nullable String collection,
            @Nullable JobState state,
            @Nullable Long before,
            int limit) {
        return database.transaction(jdbc -> JobRows.list(jdbc, collection, state, before, limit));
    }

    /**
     * Cancels a job; what it has done so far stays.
     *
     * @throws JobNotFoundException if there is none
     * @throws JobFinishedException if it is finished
     */
    public Job cancel(String id) {
        Job cancelled =
                database.transaction(jdbc -> {
                    long number = require(jdbc, id).number();
                    Job job =
                            JobRows.lock(jdbc, number)
                                    .orElseThrow(() -> new JobNotFoundException(id));
                    if (job.state().isFinished()) {
                        throw new JobFinishedException(job);
                    }
                    PartRows.end(jdbc, number, JobState.CANCELLED);
                    return JobRows.find(jdbc, job.id()).orElseThrow();
                });
        signal.changed();
        return cancelled;
    }

    private static Job require(JdbcClient jdbc, String id) {
        return uuid(id).flatMap(uuid -> JobRows.find(jdbc, uuid))
                .orElseThrow(() -> new JobNotFoundException(id));
    }

    private static Optional<UUID> uuid(String id) {
        try {
            UUID uuid = UUID.fromString(id);
            return uuid.toString().equals(id) ? Optional.of(uuid) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
