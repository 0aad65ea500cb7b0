package io.semblance.jobs;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Claims parts and stores their outcomes. A part belongs to the owner that claimed it last; only
 * that owner's outcome is stored, and the part is deleted in the same transaction.
 */
final class PartRows {

    /** Items of one sample of the rate must take at least this long. */
    private static final int SAMPLE_SECONDS = 5;

    private PartRows() {}

    /**
     * A claimed part.
     *
     * @param attempt number of times it has been claimed and not finished, including this one
     */
    record Claim(
            long job,
            long number,
            long records,
            int attempt,
            Optional<String> checkpoint,
            String type,
            String collection,
            String settings) {

        PartKey key() {
            return new PartKey(job, number);
        }
    }

    /** Identifies a part. */
    record PartKey(long job, long part) {}

    /** Claims the part that is next in order; empty if there is none to run now. */
    static Optional<Claim> claim(
            JdbcClient jdbc, UUID owner, Collection<String> types, Duration lease) {
        Optional<PartKey> next =
                jdbc.sql(
                                "SELECT job, number FROM job_part WHERE lease_until <="
                                    + " CURRENT_TIMESTAMP AND EXISTS (SELECT 1 FROM job WHERE"
                                    + " job.number = job_part.job AND state IN ('queued',"
                                    + " 'running') AND type IN (:types)) ORDER BY number, job LIMIT"
                                    + " 1 FOR UPDATE SKIP LOCKED")
                        .param("types", types)
                        .query((row, _) -> new PartKey(row.getLong("job"), row.getLong("number")))
                        .optional();
        return next.flatMap(key -> claim(jdbc, owner, key, lease));
    }

    private static Optional<Claim> claim(JdbcClient jdbc, UUID owner, PartKey key, Duration lease) {
        jdbc.sql(
                        "UPDATE job_part SET owner = ?, attempts = attempts + 1, lease_until = "
                                + JobDatabase.SECONDS_FROM_NOW
                                + " WHERE job = ? AND number = ?")
                .params(owner, lease.toSeconds(), key.job(), key.part())
                .update();
        jdbc.sql(
                        "UPDATE job SET state = 'running', started_at = CURRENT_TIMESTAMP,"
                            + " sampled_at = CURRENT_TIMESTAMP, sampled_done = done WHERE number ="
                            + " ? AND state = 'queued'")
                .param(key.job())
                .update();
        return jdbc.sql(
                        "SELECT p.records, p.attempts, p.checkpoint, j.type, j.collection,"
                                + " j.settings FROM job_part p JOIN job j ON j.number = p.job WHERE"
                                + " p.job = ? AND p.number = ?")
                .params(key.job(), key.part())
                .query((row, _) ->
                        new Claim(
                                key.job(),
                                key.part(),
                                row.getLong("records"),
                                row.getInt("attempts"),
                                Optional.ofNullable(row.getString("checkpoint")),
                                row.getString("type"),
                                row.getString("collection"),
                                row.getString("settings")))
                .optional();
    }

    /** Extends the leases of owners; returns the owners that still have their parts. */
    static Set<UUID> renew(JdbcClient jdbc, Collection<UUID> owners, Duration lease) {
        jdbc.sql(
                        "UPDATE job_part SET lease_until = CURRENT_TIMESTAMP + CAST(:seconds AS"
                                + " INTEGER) * INTERVAL '1' SECOND WHERE owner IN (:owners)")
                .param("seconds", lease.toSeconds())
                .param("owners", owners)
                .update();
        return new HashSet<>(
                jdbc.sql("SELECT owner FROM job_part WHERE owner IN (:owners)")
                        .param("owners", owners)
                        .query((row, _) -> row.getObject("owner", UUID.class))
                        .list());
    }

    /**
     * Lets other owners claim a part after some time.
     *
     * @param counted whether the attempt counts
     */
    static void release(JdbcClient jdbc, UUID owner, PartKey key, Duration after, boolean counted) {
        jdbc.sql(
                        "UPDATE job_part SET owner = NULL, attempts = attempts - ?, lease_until = "
                                + JobDatabase.MILLIS_FROM_NOW
                                + " WHERE job = ? AND number = ? AND owner = ?")
                .params(counted ? 0 : 1, after.toMillis(), key.job(), key.part(), owner)
                .update();
    }

    /** Records on the job why one of its parts is being retried. */
    static void problem(JdbcClient jdbc, long job, String problem) {
        jdbc.sql("UPDATE job SET problem = ? WHERE number = ? AND state = 'running'")
                .params(String.valueOf(ErrorRows.shortened(problem, 4_000)), job)
                .update();
    }

    /** Stores a part's checkpoint; returns false if the part has another owner now. */
    static boolean checkpoint(JdbcClient jdbc, UUID owner, PartKey key, String checkpoint) {
        return jdbc.sql(
                                "UPDATE job_part SET checkpoint = ? WHERE job = ? AND number = ?"
                                        + " AND owner = ?")
                        .params(checkpoint, key.job(), key.part(), owner)
                        .update()
                > 0;
    }

    /**
     * Adds the outcome of a part to its job and deletes the part; ends the job after its last part.
     * Does nothing if the part has another owner now, or its job was cancelled.
     *
     * @param maxErrors number of errors that are kept for a job
     */
    static void finish(
            JdbcClient jdbc, UUID owner, Claim claim, PartOutcome.Finished outcome, int maxErrors) {
        Optional<Job> locked = JobRows.lock(jdbc, claim.job());
        if (locked.isEmpty() || !delete(jdbc, owner, claim.key())) {
            return;
        }
        Job job = locked.get();
        ErrorRows.insert(jdbc, claim.job(), job.errorCount(), outcome.errors(), maxErrors);
        Map<String, Long> counts = new HashMap<>(job.counts());
        outcome.counts().forEach((name, amount) -> counts.merge(name, amount, Long::sum));
        jdbc.sql(
                        "UPDATE job SET done = done + ?, failed = failed + ?, errors = errors + ?,"
                                + " counts = ?, problem = NULL WHERE number = ?")
                .params(
                        claim.records(),
                        outcome.failed(),
                        outcome.errors().size(),
                        JobRows.json(counts),
                        claim.job())
                .update();
        sampleRate(jdbc, claim.job());
        if (!hasParts(jdbc, claim.job())) {
            end(jdbc, claim.job(), endState(job, outcome));
        }
    }

    private static JobState endState(Job before, PartOutcome.Finished last) {
        long failed = before.failed() + last.failed();
        if (failed == 0) {
            return JobState.SUCCEEDED;
        }
        return failed == before.total() ? JobState.FAILED : JobState.PARTIAL;
    }

    /**
     * The rate since the last sample, averaged with the rate before; taken only after {@value
     * #SAMPLE_SECONDS} seconds.
     */
    private static void sampleRate(JdbcClient jdbc, long job) {
        String seconds = "EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) - EXTRACT(EPOCH FROM sampled_at)";
        jdbc.sql(
                        "UPDATE job SET rate = (COALESCE(rate, (done - sampled_done) / (%1$s)) +"
                                        .formatted(seconds)
                                + " (done - sampled_done) / (%1$s)) / 2, sampled_done = done,"
                                        .formatted(seconds)
                                + " sampled_at = CURRENT_TIMESTAMP WHERE number = ? AND %1$s >= %2$d"
                                        .formatted(seconds, SAMPLE_SECONDS))
                .param(job)
                .update();
    }

    /** Whether a part still belongs to an owner. */
    static boolean isOwned(JdbcClient jdbc, UUID owner, PartKey key) {
        return jdbc.sql("SELECT number FROM job_part WHERE job = ? AND number = ? AND owner = ?")
                .params(key.job(), key.part(), owner)
                .query((row, _) -> row.getLong("number"))
                .optional()
                .isPresent();
    }

    private static boolean delete(JdbcClient jdbc, UUID owner, PartKey key) {
        return jdbc.sql("DELETE FROM job_part WHERE job = ? AND number = ? AND owner = ?")
                        .params(key.job(), key.part(), owner)
                        .update()
                > 0;
    }

    private static boolean hasParts(JdbcClient jdbc, long job) {
        return jdbc.sql("SELECT number FROM job_part WHERE job = ? LIMIT 1")
                .param(job)
                .query((row, _) -> row.getLong("number"))
                .optional()
                .isPresent();
    }

    /**
     * Ends a job and deletes the parts that are left. A job that failed or was cancelled gives its
     * idempotency key back.
     */
    static void end(JdbcClient jdbc, long job, JobState state) {
        jdbc.sql("DELETE FROM job_part WHERE job = ?").param(job).update();
        boolean keepsKey = state == JobState.SUCCEEDED || state == JobState.PARTIAL;
        jdbc.sql(
                        "UPDATE job SET state = ?, problem = NULL, finished_at = CURRENT_TIMESTAMP,"
                                + " started_at = COALESCE(started_at, CURRENT_TIMESTAMP)"
                                + (keepsKey ? "" : ", idempotency_key = NULL")
                                + " WHERE number = ?")
                .params(state.id(), job)
                .update();
        jdbc.sql(
                        "UPDATE job SET rate = done / NULLIF(EXTRACT(EPOCH FROM finished_at) -"
                                + " EXTRACT(EPOCH FROM started_at), 0) WHERE number = ?")
                .param(job)
                .update();
    }

    /** Ends a job because of an error. */
    static void fail(JdbcClient jdbc, UUID owner, Claim claim, JobFailure failure) {
        if (JobRows.lock(jdbc, claim.job()).isEmpty() || !delete(jdbc, owner, claim.key())) {
            return;
        }
        jdbc.sql("UPDATE job SET error_code = ?, error_detail = ? WHERE number = ?")
                .params(
                        failure.code(),
                        String.valueOf(ErrorRows.shortened(failure.detail(), 4_000)),
                        claim.job())
                .update();
        end(jdbc, claim.job(), JobState.FAILED);
    }
}
