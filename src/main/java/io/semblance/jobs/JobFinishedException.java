package io.semblance.jobs;

/** Thrown if a finished job is cancelled. */
public final class JobFinishedException extends JobException {

    private static final long serialVersionUID = 1L;

    JobFinishedException(Job job) {
        super(
                "the job '%s' is finished (%s) and cannot be cancelled"
                        .formatted(job.id(), job.state().id()),
                null);
    }
}
