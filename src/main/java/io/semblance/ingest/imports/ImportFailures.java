package io.semblance.ingest.imports;

import io.semblance.catalog.CatalogDatabaseException;
import io.semblance.catalog.CatalogException;
import io.semblance.catalog.CollectionBusyException;
import io.semblance.catalog.CollectionNotFoundException;
import io.semblance.embedding.DeadlineTooShortException;
import io.semblance.embedding.EngineClosedException;
import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.QueueFullException;
import io.semblance.embedding.UnknownModelException;
import io.semblance.jobs.JobFailure;
import io.semblance.jobs.PartOutcome;
import io.semblance.store.IndexBusyException;
import io.semblance.store.StoreException;
import io.semblance.store.StoreUnavailableException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What a failure means for an import: another attempt where that can help, the end of the job where
 * no document can be written, and otherwise an error of one document.
 */
final class ImportFailures {

    private static final Duration SOON = Duration.ofSeconds(5);

    private ImportFailures() {}

    /** The outcome of the part; null if the failure concerns one document only. */
    static @Nullable PartOutcome outcome(RuntimeException failure) {
        return switch (failure) {
            case QueueFullException full -> retry(full.retryAfter(), full);
            case DeadlineTooShortException late -> retry(late.retryAfter(), late);
            case EngineClosedException _ -> retry(Duration.ZERO, failure);
            case StoreUnavailableException _ -> retry(SOON, failure);
            case IndexBusyException _ -> retry(SOON, failure);
            case CollectionBusyException _ -> retry(SOON, failure);
            case CatalogDatabaseException _ -> retry(SOON, failure);
            case ModelLoadException load ->
                    load.isPermanent() ? fail("model_failed", load) : retry(SOON, load);
            case UnknownModelException _ -> fail("unknown_model", failure);
            case CollectionNotFoundException _ -> fail("collection_not_found", failure);
            case CatalogException _ -> fail("collection_failed", failure);
            case StoreException _ -> fail("collection_failed", failure);
            default -> null;
        };
    }

    private static PartOutcome retry(Duration after, RuntimeException failure) {
        return new PartOutcome.Retry(after, String.valueOf(failure.getMessage()));
    }

    private static PartOutcome fail(String code, RuntimeException failure) {
        return new PartOutcome.JobFailed(
                new JobFailure(code, String.valueOf(failure.getMessage())));
    }
}
