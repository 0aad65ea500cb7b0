package io.semblance.jobs;

import org.jspecify.annotations.Nullable;

/** Thrown if a job cannot be created, found or changed. */
public abstract sealed class JobException extends RuntimeException
        permits JobNotFoundException, JobFinishedException, JobDatabaseException {

    private static final long serialVersionUID = 1L;

    JobException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
