package io.semblance.jobs;

import java.util.Locale;

/** The states of a job. */
public enum JobState {
    /** Accepted; no part has started. */
    QUEUED,
    /** A part has started. */
    RUNNING,
    /** Finished without an error. */
    SUCCEEDED,
    /** Finished; some items failed. */
    PARTIAL,
    /** Ended by an error, or every item failed. */
    FAILED,
    /** Cancelled by a client; items that were done before stay as they are. */
    CANCELLED;

    /** Whether the job will not change any more. */
    public boolean isFinished() {
        return this != QUEUED && this != RUNNING;
    }

    /** The name as responses and the database spell it, for example {@code queued}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JobState of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
