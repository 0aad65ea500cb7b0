package io.semblance.springai;

import io.semblance.ingest.DocumentOutcome;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown if some documents of a call could not be stored; the others are stored. */
final class DocumentsNotStoredException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The most documents that the message lists. */
    private static final int NAMED = 5;

    /**
     * @param failed at least one
     * @param all the number of documents in the call
     */
    DocumentsNotStoredException(List<DocumentOutcome> failed, int all) {
        super(
                "%d of %d documents could not be stored, the others are stored: %s"
                        .formatted(failed.size(), all, names(failed)),
                failed.getFirst().failure());
    }

    private static String names(List<DocumentOutcome> failed) {
        String named =
                failed.stream()
                        .limit(NAMED)
                        .map(outcome -> "'%s': %s".formatted(outcome.id(), reason(outcome)))
                        .collect(Collectors.joining("; "));
        return failed.size() > NAMED ? named + "; …" : named;
    }

    private static String reason(DocumentOutcome outcome) {
        RuntimeException failure = outcome.failure();
        return failure == null ? "unknown" : String.valueOf(failure.getMessage());
    }
}
