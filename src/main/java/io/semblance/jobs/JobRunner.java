package io.semblance.jobs;

/** Runs the parts of one type of job. A bean of this type is found by its name. Thread-safe. */
public interface JobRunner {

    /** The type of the jobs that it runs. */
    String type();

    /**
     * Runs a part. A part may run more than once if a process dies, and in rare cases twice at the
     * same time, so its effects must not depend on how often it runs; its outcome counts once.
     *
     * @throws io.semblance.value.AbandonedException if the part's caller no longer waits: the job
     *     was cancelled, the lease was lost, or the process is shutting down
     * @throws JobDatabaseException if the database of the jobs cannot be reached; the part is run
     *     again
     */
    PartOutcome run(JobPart part);
}
