package io.semblance.ingest.imports;

import io.semblance.ingest.DocumentOutcome;
import io.semblance.ingest.DocumentOutcome.Status;
import io.semblance.jobs.ItemError;
import io.semblance.jobs.PartOutcome;
import io.semblance.value.AbandonedException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The counts and errors of one part of an import. Not thread-safe. */
final class PartReport {

    private final List<ItemSource> sources;
    private final Map<String, Long> counts = new HashMap<>();
    private final List<ItemError> errors = new ArrayList<>();

    PartReport(List<ItemSource> sources) {
        this.sources = sources;
    }

    /** Counts a document that was stored already as it is. */
    void add(Status status) {
        counts.merge(status.name().toLowerCase(Locale.ROOT), 1L, Long::sum);
    }

    /**
     * Counts a document that was written or refused.
     *
     * @param first what it was before the first attempt
     * @throws RuntimeException the failure of the outcome, if another attempt can help or the whole
     *     job must fail
     */
    void add(int index, DocumentOutcome outcome, Status first) {
        if (outcome.status() != Status.FAILED) {
            counts.merge("chunksEmbedded", (long) outcome.embedded(), Long::sum);
            counts.merge("chunksReused", (long) outcome.reused(), Long::sum);
            add(first == Status.FAILED ? outcome.status() : first);
            return;
        }
        RuntimeException failure = Objects.requireNonNull(outcome.failure());
        if (failure instanceof AbandonedException || ImportFailures.outcome(failure) != null) {
            throw failure;
        }
        fail(index, failure);
    }

    /** Counts a document that failed by itself. */
    void fail(int index, RuntimeException failure) {
        errors.add(sources.get(index).error(failure));
    }

    /** Counts a document whose id was stored before the import. */
    void conflict(int index, OnConflict onConflict) {
        if (onConflict == OnConflict.SKIP) {
            counts.merge("skipped", 1L, Long::sum);
            return;
        }
        errors.add(
                sources.get(index)
                        .error(
                                "document_exists",
                                "the collection has a document with this id; import with"
                                        + " onConflict=replace or onConflict=skip",
                                "id"));
    }

    PartOutcome outcome() {
        return new PartOutcome.Finished(errors.size(), counts, errors);
    }
}
