package io.semblance.web.error;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The format of errors on a family of routes. */
public enum Dialect {

    /** RFC 9457 problem details with a stable {@code code}. */
    NATIVE {
        @Override
        Object body(ApiError error, HttpStatus status) {
            ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, error.detail());
            problem.setTitle(status.getReasonPhrase());
            problem.setProperty("code", error.code().id());
            if (error.field() != null) {
                problem.setProperty("field", error.field());
            }
            return problem;
        }

        @Override
        public MediaType mediaType() {
            return MediaType.APPLICATION_PROBLEM_JSON;
        }

        @Override
        HttpStatus status(ApiError error) {
            return error.status();
        }
    },

    /** Hugging Face text-embeddings-inference: {@code {"error", "error_type"}}. */
    TEI {
        @Override
        Object body(ApiError error, HttpStatus status) {
            return Map.of("error", error.detail(), "error_type", errorType(status, error));
        }

        private String errorType(HttpStatus status, ApiError error) {
            return switch (status) {
                case TOO_MANY_REQUESTS -> "Overloaded";
                case FAILED_DEPENDENCY, INTERNAL_SERVER_ERROR -> "Backend";
                case SERVICE_UNAVAILABLE -> "Unhealthy";
                default -> error.code() == ErrorCode.EMPTY_TEXT ? "Empty" : "Validation";
            };
        }

        @Override
        HttpStatus status(ApiError error) {
            return switch (error.code()) {
                case TEXT_TOO_LONG,
                        INVALID_TOKEN,
                        TOO_MANY_INPUTS,
                        TOO_MANY_TOKENS,
                        INVALID_VALUE,
                        MISSING_FIELD,
                        UNKNOWN_MODEL,
                        NOT_SUPPORTED ->
                        HttpStatus.UNPROCESSABLE_CONTENT;
                case INFERENCE_FAILED, NO_RERANKER -> HttpStatus.FAILED_DEPENDENCY;
                case DEADLINE_EXCEEDED, SERVER_BUSY -> HttpStatus.TOO_MANY_REQUESTS;
                default -> error.status();
            };
        }
    },

    /** OpenAI: {@code {"error": {"message", "type", "param", "code"}}}. */
    OPENAI {
        @Override
        Object body(ApiError error, HttpStatus status) {
            Map<String, Object> inner = new HashMap<>();
            inner.put("message", error.detail());
            inner.put("type", errorType(status));
            inner.put("param", param(error));
            inner.put("code", code(error));
            return Map.of("error", inner);
        }

        private String errorType(HttpStatus status) {
            return switch (status) {
                case UNAUTHORIZED -> "authentication_error";
                case TOO_MANY_REQUESTS -> "rate_limit_error";
                default -> status.is5xxServerError() ? "server_error" : "invalid_request_error";
            };
        }

        private @Nullable String param(ApiError error) {
            // Modules that read texts do not know the name of the field.
            return switch (error.code()) {
                case EMPTY_TEXT, INVALID_TEXT, INVALID_TOKEN, TEXT_TOO_LONG -> "input";
                default -> error.field();
            };
        }

        private String code(ApiError error) {
            return switch (error.code()) {
                case UNKNOWN_MODEL -> "model_not_found";
                case QUEUE_FULL, DEADLINE_TOO_SHORT -> "rate_limit_exceeded";
                case TEXT_TOO_LONG -> "context_length_exceeded";
                case UNAUTHORIZED -> "invalid_api_key";
                default -> error.code().id();
            };
        }

        @Override
        HttpStatus status(ApiError error) {
            return switch (error.code()) {
                case UNKNOWN_MODEL -> HttpStatus.NOT_FOUND;
                case NOT_SUPPORTED -> HttpStatus.BAD_REQUEST;
                default -> error.status();
            };
        }
    };

    private static final Set<String> TEI_ROUTES =
            Set.of(
                    "/",
                    "/invocations",
                    "/embed",
                    "/embed_all",
                    "/embed_sparse",
                    "/predict",
                    "/rerank",
                    "/similarity",
                    "/tokenize",
                    "/decode",
                    "/info",
                    "/health",
                    "/ping",
                    "/metrics");
    private static final Set<String> OPENAI_ROUTES =
            Set.of("/v1/embeddings", "/embeddings", "/v1/models", "/models");

    private static final Pattern SLASHES = Pattern.compile("/{2,}");

    /** Returns the dialect of a request path; repeated slashes and one at the end are ignored. */
    public static Dialect of(String sent) {
        String path = sent.contains("//") ? SLASHES.matcher(sent).replaceAll("/") : sent;
        if (path.length() > 1 && path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        if (TEI_ROUTES.contains(path)) {
            return TEI;
        }
        return OPENAI_ROUTES.contains(path)
                        || path.startsWith("/v1/models/")
                        || path.startsWith("/models/")
                ? OPENAI
                : NATIVE;
    }

    /** Returns the response for an error: status, headers and body. */
    public ResponseEntity<Object> response(ApiError error) {
        HttpStatus status = status(error);
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(mediaType());
        if (error.retryAfter() != null) {
            headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(error.retryAfter().toSeconds()));
        }
        if (status == HttpStatus.UNAUTHORIZED) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return new ResponseEntity<>(body(error, status), headers, status);
    }

    /** Returns the body of an error response. */
    abstract Object body(ApiError error, HttpStatus status);

    /** Returns the status of an error in this dialect. */
    abstract HttpStatus status(ApiError error);

    /** Returns the media type of error bodies. */
    public MediaType mediaType() {
        return MediaType.APPLICATION_JSON;
    }
}
