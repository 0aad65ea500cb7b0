package io.semblance.jobs;

/** Thrown if there is no job of an id. */
public final class JobNotFoundException extends JobException {

    private static final long serialVersionUID = 1L;

    JobNotFoundException(String id) {
        super(
                "there is no job '%s'; finished jobs are deleted after semblance.jobs.retention"
                        .formatted(id),
                null);
    }
}
