package io.semblance.web;

import io.semblance.catalog.CatalogException;
import io.semblance.catalog.CollectionConflictException;
import io.semblance.catalog.CollectionMismatchException;
import io.semblance.catalog.CollectionNotFoundException;
import io.semblance.catalog.InvalidCollectionException;
import io.semblance.catalog.StorageUnavailableException;
import io.semblance.embedding.CallerGoneException;
import io.semblance.embedding.DeadlineExceededException;
import io.semblance.embedding.DeadlineTooShortException;
import io.semblance.embedding.DimensionsRefusedException;
import io.semblance.embedding.EmbeddingException;
import io.semblance.embedding.EngineClosedException;
import io.semblance.embedding.InferenceException;
import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.NoRerankerException;
import io.semblance.embedding.QueueFullException;
import io.semblance.embedding.TextRefusedException;
import io.semblance.embedding.TooManyTokensException;
import io.semblance.embedding.UnknownModelException;
import io.semblance.ingest.DocumentNotFoundException;
import io.semblance.ingest.DocumentRefusedException;
import io.semblance.ingest.IngestException;
import io.semblance.search.SearchRefusedException;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/** What callers are told of the failures of the other modules: every code of theirs is here. */
final class ModuleErrors {

    private static final Duration SOON = Duration.ofSeconds(5);

    private ModuleErrors() {}

    /** The error for a failure of a module; null if it is none of theirs. */
    static @Nullable ApiError of(Throwable failure) {
        return switch (failure) {
            case EmbeddingException embedding -> embedding(embedding);
            case CatalogException catalog -> catalog(catalog);
            case IngestException ingest -> ingest(ingest);
            case SearchRefusedException search ->
                    ApiError.badRequest(code(search.reason()), message(search), search.field());
            default -> null;
        };
    }

    private static ApiError embedding(EmbeddingException failure) {
        return switch (failure) {
            case UnknownModelException _ ->
                    ApiError.badRequest("unknown_model", message(failure), "model");
            case NoRerankerException _ ->
                    ApiError.badRequest("no_reranker", message(failure), "rerank");
            case DimensionsRefusedException _ ->
                    ApiError.badRequest("invalid_value", message(failure), "dimensions");
            case TextRefusedException text ->
                    ApiError.badRequest(
                            switch (text.reason()) {
                                case EMPTY -> "empty_text";
                                case INVALID_CHARACTER -> "invalid_text";
                                case INVALID_TOKEN -> "invalid_token";
                                case TOO_LONG -> "text_too_long";
                            },
                            message(failure),
                            null);
            case TooManyTokensException _ ->
                    ApiError.badRequest("too_many_tokens", message(failure), null);
            case QueueFullException full ->
                    new ApiError(
                            HttpStatus.TOO_MANY_REQUESTS,
                            "queue_full",
                            message(failure),
                            null,
                            full.retryAfter());
            case DeadlineTooShortException tooShort ->
                    new ApiError(
                            HttpStatus.TOO_MANY_REQUESTS,
                            "deadline_too_short",
                            message(failure),
                            null,
                            tooShort.retryAfter());
            case DeadlineExceededException _ ->
                    new ApiError(
                            HttpStatus.GATEWAY_TIMEOUT,
                            "deadline_exceeded",
                            message(failure),
                            null,
                            SOON);
            // Nobody reads it but who reads the metrics of requests.
            case CallerGoneException _ ->
                    ApiError.of(HttpStatus.REQUEST_TIMEOUT, "caller_gone", message(failure));
            case EngineClosedException _ -> unavailable("shutting_down", message(failure));
            case ModelLoadException load ->
                    unavailable("model_unavailable", message(failure) + ". " + load.remedy());
            case InferenceException _ ->
                    ApiError.of(
                            HttpStatus.INTERNAL_SERVER_ERROR, "inference_failed", message(failure));
        };
    }

    private static ApiError catalog(CatalogException failure) {
        return switch (failure) {
            case CollectionNotFoundException _ ->
                    ApiError.of(HttpStatus.NOT_FOUND, "collection_not_found", message(failure));
            case CollectionConflictException _ ->
                    ApiError.of(HttpStatus.CONFLICT, "collection_conflict", message(failure));
            case InvalidCollectionException invalid ->
                    ApiError.badRequest("invalid_value", message(failure), invalid.field());
            case CollectionMismatchException _ ->
                    ApiError.of(
                            HttpStatus.INTERNAL_SERVER_ERROR,
                            "collection_mismatch",
                            message(failure));
            case StorageUnavailableException _ ->
                    unavailable("store_unavailable", message(failure));
        };
    }

    private static ApiError ingest(IngestException failure) {
        return switch (failure) {
            case DocumentNotFoundException _ ->
                    ApiError.of(HttpStatus.NOT_FOUND, "document_not_found", message(failure));
            case DocumentRefusedException refused ->
                    ApiError.badRequest(code(refused.reason()), message(failure), refused.field());
        };
    }

    private static String code(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    private static ApiError unavailable(String code, String detail) {
        return new ApiError(HttpStatus.SERVICE_UNAVAILABLE, code, detail, null, SOON);
    }

    private static String message(Throwable failure) {
        return Objects.requireNonNull(failure.getMessage());
    }
}
