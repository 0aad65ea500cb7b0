package io.semblance.jobs;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How the run of a part ended. */
public sealed interface PartOutcome {

    /**
     * The part is finished.
     *
     * @param failed number of its items that failed
     * @param counts amounts to add to those of the job, by name
     * @param errors why items failed
     */
    record Finished(long failed, Map<String, Long> counts, List<ItemError> errors)
            implements PartOutcome {}

    /**
     * The part could not run now, and will be run again.
     *
     * @param after time until the next attempt
     * @param reason what is wrong now, in words
     * @param counted whether this was an attempt, of which a part has a limited number
     */
    record Retry(Duration after, String reason, boolean counted) implements PartOutcome {

        /** A retry that is not the part's fault. */
        public Retry(Duration after, String reason) {
            this(after, reason, false);
        }
    }

    /** The whole job cannot be finished. */
    record JobFailed(JobFailure failure) implements PartOutcome {}
}
