package io.semblance.jobs;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A job as it is now.
 *
 * @param number its number, in the order of creation
 * @param type name of its {@link JobRunner}
 * @param total number of its items
 * @param done number of items that are finished, including those that failed
 * @param failed number of items that failed
 * @param counts finished items, and other amounts, by the names that the runner uses
 * @param rate finished items per second, over about the last ten seconds; of a finished job, from
 *     its start to its end; null if not known yet
 * @param failure why the whole job failed; null if it did not
 * @param problem why a part of it is being retried; null if none is
 * @param errors why items failed, up to the configured number; empty in lists
 * @param errorCount number of items with an error
 * @param startedAt null if no part has started
 * @param finishedAt null if it has not finished
 */
public record Job(
        long number,
        UUID id,
        String type,
        String collection,
        JobState state,
        long total,
        long done,
        long failed,
        Map<String, Long> counts,
        @Nullable Double rate,
        @Nullable JobFailure failure,
        @Nullable String problem,
        List<ItemError> errors,
        long errorCount,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    /** The estimated time until the job finishes, in seconds; null if it is not known. */
    public @Nullable Long secondsLeft() {
        if (state.isFinished() || rate == null || rate <= 0) {
            return null;
        }
        return (long) Math.ceil((total - done) / rate);
    }

    /** The amount of a name in {@link #counts}; 0 if there is none. */
    public long count(String name) {
        return counts.getOrDefault(name, 0L);
    }

    Job with(List<ItemError> errors) {
        return new Job(
                number,
                id,
                type,
                collection,
                state,
                total,
                done,
                failed,
                counts,
                rate,
                failure,
                problem,
                errors,
                errorCount,
                createdAt,
                startedAt,
                finishedAt);
    }
}
