package io.semblance.jobs;

import org.springframework.core.NestedExceptionUtils;

/** Thrown if the database of the jobs cannot be reached; the same call may succeed later. */
public final class JobDatabaseException extends JobException {

    private static final long serialVersionUID = 1L;

    JobDatabaseException(Throwable cause) {
        super(
                "the database of the jobs is unavailable: "
                        + NestedExceptionUtils.getMostSpecificCause(cause).getMessage(),
                cause);
    }
}
