package io.semblance.jobs;

import org.jspecify.annotations.Nullable;

/**
 * A job to create.
 *
 * @param type name of a {@link JobRunner}
 * @param collection name of the collection that the job works on
 * @param settings settings for the runner, opaque to this module; at most 10,000 characters
 * @param idempotencyKey key for which a collection has at most one job that has not failed; null
 *     for none
 */
public record NewJob(
        String type, String collection, String settings, @Nullable String idempotencyKey) {

    private static final int MAX_SETTINGS = 10_000;

    /** Checks the length of the settings. */
    public NewJob {
        if (settings.length() > MAX_SETTINGS) {
            throw new IllegalArgumentException(
                    "the settings of a job must have at most %d characters, got: %d"
                            .formatted(MAX_SETTINGS, settings.length()));
        }
    }
}
