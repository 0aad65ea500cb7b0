package io.semblance.web.error;

import io.semblance.catalog.CatalogDatabaseException;
import io.semblance.catalog.CatalogException;
import io.semblance.catalog.CollectionBusyException;
import io.semblance.catalog.CollectionConflictException;
import io.semblance.catalog.CollectionFailedException;
import io.semblance.catalog.CollectionNotFoundException;
import io.semblance.catalog.InvalidCollectionException;
import io.semblance.embedding.DeadlineTooShortException;
import io.semblance.embedding.DimensionsRefusedException;
import io.semblance.embedding.EmbeddingException;
import io.semblance.embedding.EngineClosedException;
import io.semblance.embedding.InferenceException;
import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.NoRerankerException;
import io.semblance.embedding.NoTokenEmbeddingsException;
import io.semblance.embedding.QueueFullException;
import io.semblance.embedding.TextRefusedException;
import io.semblance.embedding.TooManyTokensException;
import io.semblance.embedding.UnknownModelException;
import io.semblance.embedding.UnknownPromptException;
import io.semblance.ingest.DocumentNotFoundException;
import io.semblance.ingest.DocumentRefusedException;
import io.semblance.ingest.IngestException;
import io.semblance.ingest.TooManyImportsException;
import io.semblance.ingest.records.MalformedFileException;
import io.semblance.jobs.JobDatabaseException;
import io.semblance.jobs.JobException;
import io.semblance.jobs.JobFinishedException;
import io.semblance.jobs.JobNotFoundException;
import io.semblance.search.SearchException;
import io.semblance.search.SearchRefusedException;
import io.semblance.store.StoreException;
import io.semblance.store.filter.FilterSyntaxException;
import io.semblance.value.CallerGoneException;
import io.semblance.value.DeadlineExceededException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;

/** Maps the exceptions of the other modules to errors for clients. */
public final class ModuleErrors {

    private static final Duration SOON = Duration.ofSeconds(5);

    private ModuleErrors() {}

    /** Returns the error for an exception of another module; null for any other exception. */
    public static @Nullable ApiError of(Throwable failure) {
        return switch (failure) {
            case DeadlineExceededException _ ->
                    new ApiError(ErrorCode.DEADLINE_EXCEEDED, message(failure), null, SOON);
            case FilterSyntaxException _ ->
                    ApiError.badRequest(ErrorCode.INVALID_FILTER, message(failure), "filter");
            case CallerGoneException _ -> ApiError.of(ErrorCode.CALLER_GONE, message(failure));
            case EmbeddingException embedding -> embedding(embedding);
            case CatalogException catalog -> catalog(catalog);
            case StoreException _ -> unavailable(ErrorCode.STORE_UNAVAILABLE, message(failure));
            case IngestException ingest -> ingest(ingest);
            case MalformedFileException _ ->
                    ApiError.badRequest(ErrorCode.MALFORMED_FILE, message(failure), null);
            case JobException job -> job(job);
            case SearchException search -> search(search);
            default -> null;
        };
    }

    private static ApiError embedding(EmbeddingException failure) {
        return switch (failure) {
            case UnknownModelException _ ->
                    ApiError.badRequest(ErrorCode.UNKNOWN_MODEL, message(failure), "model");
            case NoRerankerException _ ->
                    ApiError.badRequest(ErrorCode.NO_RERANKER, message(failure), "rerank");
            case UnknownPromptException _ ->
                    ApiError.badRequest(ErrorCode.INVALID_VALUE, message(failure), "prompt_name");
            case NoTokenEmbeddingsException _ ->
                    ApiError.of(ErrorCode.WRONG_MODEL_TYPE, message(failure));
            case DimensionsRefusedException _ ->
                    ApiError.badRequest(ErrorCode.INVALID_VALUE, message(failure), "dimensions");
            case TextRefusedException text ->
                    ApiError.badRequest(
                            switch (text.reason()) {
                                case EMPTY -> ErrorCode.EMPTY_TEXT;
                                case INVALID_CHARACTER -> ErrorCode.INVALID_TEXT;
                                case INVALID_TOKEN -> ErrorCode.INVALID_TOKEN;
                                case TOO_LONG -> ErrorCode.TEXT_TOO_LONG;
                            },
                            message(failure),
                            null);
            case TooManyTokensException _ ->
                    ApiError.badRequest(ErrorCode.TOO_MANY_TOKENS, message(failure), null);
            case QueueFullException full ->
                    new ApiError(ErrorCode.QUEUE_FULL, message(failure), null, full.retryAfter());
            case DeadlineTooShortException tooShort ->
                    new ApiError(
                            ErrorCode.DEADLINE_TOO_SHORT,
                            message(failure),
                            null,
                            tooShort.retryAfter());
            case EngineClosedException _ -> unavailable(ErrorCode.SHUTTING_DOWN, message(failure));
            case ModelLoadException load ->
                    load.isPermanent()
                            ? ApiError.of(ErrorCode.MODEL_FAILED, load.clientMessage())
                            : unavailable(ErrorCode.MODEL_UNAVAILABLE, load.clientMessage());
            case InferenceException _ -> ApiError.of(ErrorCode.INFERENCE_FAILED, message(failure));
        };
    }

    private static ApiError catalog(CatalogException failure) {
        return switch (failure) {
            case CollectionNotFoundException _ ->
                    ApiError.of(ErrorCode.COLLECTION_NOT_FOUND, message(failure));
            case CollectionConflictException _ ->
                    ApiError.of(ErrorCode.COLLECTION_CONFLICT, message(failure));
            case InvalidCollectionException invalid ->
                    ApiError.badRequest(ErrorCode.INVALID_VALUE, message(failure), invalid.field());
            case CollectionBusyException _ ->
                    unavailable(ErrorCode.COLLECTION_BUSY, message(failure));
            case CollectionFailedException _ ->
                    unavailable(ErrorCode.COLLECTION_FAILED, message(failure));
            case CatalogDatabaseException _ ->
                    unavailable(ErrorCode.STORE_UNAVAILABLE, message(failure));
        };
    }

    private static ApiError ingest(IngestException failure) {
        return switch (failure) {
            case DocumentNotFoundException _ ->
                    ApiError.of(ErrorCode.DOCUMENT_NOT_FOUND, message(failure));
            case DocumentRefusedException refused ->
                    ApiError.badRequest(code(refused.reason()), message(failure), refused.field());
            case TooManyImportsException _ -> unavailable(ErrorCode.SERVER_BUSY, message(failure));
        };
    }

    private static ApiError job(JobException failure) {
        return switch (failure) {
            case JobNotFoundException _ -> ApiError.of(ErrorCode.JOB_NOT_FOUND, message(failure));
            case JobFinishedException _ -> ApiError.of(ErrorCode.JOB_FINISHED, message(failure));
            case JobDatabaseException _ ->
                    unavailable(ErrorCode.STORE_UNAVAILABLE, message(failure));
        };
    }

    private static ApiError search(SearchException failure) {
        return switch (failure) {
            case SearchRefusedException refused ->
                    ApiError.badRequest(code(refused.reason()), message(failure), refused.field());
        };
    }

    private static ErrorCode code(Enum<?> reason) {
        return ErrorCode.valueOf(reason.name());
    }

    private static ApiError unavailable(ErrorCode code, String detail) {
        return new ApiError(code, detail, null, SOON);
    }

    private static String message(Throwable failure) {
        return Objects.requireNonNull(failure.getMessage());
    }
}
