package io.semblance.web.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.semblance.jobs.ItemError;
import io.semblance.jobs.Job;
import io.semblance.jobs.JobFailure;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A job.
 *
 * @param type {@code import}
 * @param state {@code queued}, {@code running}, {@code succeeded}, {@code partial}, {@code failed}
 *     or {@code cancelled}
 * @param rate documents per second; null if not known yet
 * @param secondsLeft estimated time until the job finishes; null if not known
 * @param error why the whole job failed; null if it did not
 * @param retrying why a part of the job is being retried, for example because the queue is full;
 *     null if none is
 * @param errors why documents failed, up to semblance.jobs.errors; not in lists
 * @param moreErrors number of errors that are not in the list
 */
public record JobView(
        UUID id,
        String type,
        String collection,
        String state,
        Documents documents,
        Chunks chunks,
        @Nullable Double rate,
        @Nullable Long secondsLeft,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Failure error,
        @Nullable String retrying,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<ItemFailure> errors,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long moreErrors) {

    /**
     * The documents of a job.
     *
     * @param done finished documents: the sum of the following numbers
     */
    public record Documents(
            long total,
            long done,
            long created,
            long updated,
            long unchanged,
            long skipped,
            long failed) {}

    /**
     * The chunks of the written documents.
     *
     * @param embedded chunks that the model has embedded
     * @param reused chunks of changed documents whose vectors were kept
     */
    public record Chunks(long embedded, long reused) {}

    /** Why the whole job failed. */
    public record Failure(String code, String detail) {}

    /** Why one document failed. */
    public record ItemFailure(
            @Nullable String file,
            @Nullable Long line,
            @Nullable String id,
            String code,
            String detail,
            @Nullable String field) {}

    /** A job with its errors. */
    public static JobView whole(Job job) {
        List<ItemFailure> errors = job.errors().stream().map(JobView::failure).toList();
        return of(job, errors, job.errorCount() - errors.size());
    }

    /** A job without its errors. */
    public static JobView summary(Job job) {
        return of(job, null, null);
    }

    private static JobView of(
            Job job, @Nullable List<ItemFailure> errors, @Nullable Long moreErrors) {
        JobFailure failure = job.failure();
        return new JobView(
                job.id(),
                job.type(),
                job.collection(),
                job.state().id(),
                new Documents(
                        job.total(),
                        job.done(),
                        job.count("created"),
                        job.count("updated"),
                        job.count("unchanged"),
                        job.count("skipped"),
                        job.failed()),
                new Chunks(job.count("chunksEmbedded"), job.count("chunksReused")),
                rounded(job.rate()),
                job.secondsLeft(),
                job.createdAt(),
                job.startedAt(),
                job.finishedAt(),
                failure == null ? null : new Failure(failure.code(), failure.detail()),
                job.problem(),
                errors,
                moreErrors);
    }

    private static @Nullable Double rounded(@Nullable Double rate) {
        return rate == null ? null : Math.round(rate * 10) / 10.0;
    }

    private static ItemFailure failure(ItemError error) {
        return new ItemFailure(
                error.file(),
                error.line(),
                error.item(),
                error.code(),
                error.detail(),
                error.field());
    }
}
