package io.semblance.web.docs;

import static io.semblance.web.error.ErrorCode.*;

import io.semblance.web.Service;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.Dialect;
import io.semblance.web.error.ErrorCode;

import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The errors of a route, and their form in its dialect. */
final class DescribedErrors {

    private static final JsonMapper BODIES =
            JsonMapper.builder()
                    .addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
                    .build();
    private static final Set<ErrorCode> READING =
            EnumSet.of(
                    MALFORMED_JSON,
                    MALFORMED_GZIP,
                    INVALID_VALUE,
                    BODY_TOO_LARGE,
                    SERVER_BUSY,
                    BODY_TIMEOUT,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNSUPPORTED_ENCODING);
    private static final Set<ErrorCode> ENGINE =
            EnumSet.of(
                    QUEUE_FULL,
                    DEADLINE_TOO_SHORT,
                    DEADLINE_EXCEEDED,
                    CALLER_GONE,
                    INFERENCE_FAILED,
                    MODEL_FAILED,
                    MODEL_UNAVAILABLE,
                    SHUTTING_DOWN);
    private static final Set<ErrorCode> STORE =
            EnumSet.of(
                    INVALID_VALUE,
                    COLLECTION_NOT_FOUND,
                    COLLECTION_FAILED,
                    COLLECTION_BUSY,
                    STORE_UNAVAILABLE);
    private static final Set<ErrorCode> SEARCH =
            EnumSet.of(
                    EMPTY_TEXT,
                    INVALID_TEXT,
                    TEXT_TOO_LONG,
                    MISSING_FIELD,
                    INVALID_FILTER,
                    INVALID_VECTOR,
                    NO_RERANKER,
                    NOT_SUPPORTED);

    /** Codes of a handler in addition to those of all handlers of its kind. */
    private static final Map<String, Set<ErrorCode>> BY_HANDLER =
            Map.ofEntries(
                    Map.entry("EmbedRoutes#embed", texts(INVALID_TOKEN)),
                    Map.entry("EmbedRoutes#embedAll", texts(INVALID_TOKEN, TOO_MANY_TOKENS)),
                    Map.entry("SimilarityRoutes#similarity", texts()),
                    Map.entry(
                            "TokenRoutes#tokenize",
                            texts(TOO_MANY_TOKENS, MODEL_FAILED, MODEL_UNAVAILABLE)),
                    Map.entry(
                            "TokenRoutes#decode",
                            EnumSet.of(
                                    MISSING_FIELD,
                                    EMPTY_TEXT,
                                    INVALID_TOKEN,
                                    TEXT_TOO_LONG,
                                    TOO_MANY_INPUTS,
                                    TOO_MANY_TOKENS,
                                    MODEL_FAILED,
                                    MODEL_UNAVAILABLE)),
                    Map.entry("RerankRoutes#rerank", texts(NO_RERANKER)),
                    Map.entry("MonitoringRoutes#info", EnumSet.of(MODEL_FAILED, MODEL_UNAVAILABLE)),
                    Map.entry("MonitoringRoutes#health", EnumSet.of(NOT_READY)),
                    Map.entry("MonitoringRoutes#metrics", EnumSet.of(NOT_FOUND)),
                    Map.entry("EmbeddingsRoutes#embeddings", texts(INVALID_TOKEN, UNKNOWN_MODEL)),
                    Map.entry("ModelRoutes#model", EnumSet.of(UNKNOWN_MODEL)),
                    Map.entry("CollectionRoutes#list", EnumSet.of(STORE_UNAVAILABLE)),
                    Map.entry(
                            "CollectionRoutes#put",
                            EnumSet.of(COLLECTION_CONFLICT, MODEL_FAILED, MODEL_UNAVAILABLE)),
                    Map.entry(
                            "DocumentRoutes#write",
                            EnumSet.of(
                                    MISSING_FIELD,
                                    TOO_MANY_DOCUMENTS,
                                    QUEUE_FULL,
                                    INFERENCE_FAILED,
                                    MODEL_FAILED,
                                    MODEL_UNAVAILABLE,
                                    SHUTTING_DOWN)),
                    Map.entry(
                            "ImportRoutes#importFile",
                            EnumSet.of(
                                    MISSING_FIELD,
                                    MALFORMED_FILE,
                                    MALFORMED_GZIP,
                                    UNSUPPORTED_MEDIA_TYPE,
                                    UNSUPPORTED_ENCODING,
                                    BODY_TIMEOUT,
                                    SERVER_BUSY,
                                    MODEL_FAILED,
                                    MODEL_UNAVAILABLE)),
                    Map.entry("JobRoutes#list", EnumSet.of(INVALID_VALUE, INVALID_CURSOR)),
                    Map.entry("JobRoutes#read", EnumSet.of(JOB_NOT_FOUND)),
                    Map.entry("JobRoutes#cancel", EnumSet.of(JOB_NOT_FOUND, JOB_FINISHED)),
                    Map.entry("JobEventRoutes#events", EnumSet.of(JOB_NOT_FOUND)),
                    Map.entry("DocumentRoutes#list", EnumSet.of(INVALID_FILTER, INVALID_CURSOR)),
                    Map.entry(
                            "DocumentRoutes#read",
                            EnumSet.of(
                                    INVALID_ID, DOCUMENT_NOT_FOUND, BODY_TOO_LARGE, SERVER_BUSY)),
                    Map.entry("DocumentRoutes#readAll", EnumSet.of(MISSING_FIELD, INVALID_ID)),
                    Map.entry(
                            "DocumentRoutes#patch",
                            EnumSet.of(
                                    MISSING_FIELD,
                                    INVALID_ID,
                                    DOCUMENT_NOT_FOUND,
                                    INVALID_METADATA,
                                    METADATA_TOO_LARGE)),
                    Map.entry("DocumentRoutes#delete", EnumSet.of(INVALID_ID, DOCUMENT_NOT_FOUND)),
                    Map.entry(
                            "DocumentRoutes#deleteAll",
                            EnumSet.of(
                                    MISSING_FIELD, INVALID_ID, INVALID_FILTER, TOO_MANY_DOCUMENTS)),
                    Map.entry("ExportRoutes#export", EnumSet.of(INVALID_FILTER, NOT_SUPPORTED)),
                    Map.entry("SearchRoutes#search", SEARCH),
                    Map.entry("DocsRoutes#description", EnumSet.of(UNSUPPORTED_MEDIA_TYPE)),
                    Map.entry("DocsRoutes#page", EnumSet.of(UNSUPPORTED_MEDIA_TYPE)));

    private static final Set<String> NATIVE_RESOURCES =
            Set.of("collections", "documents", "jobs", "search");

    private DescribedErrors() {}

    /** Codes of any request with texts, and these. */
    private static Set<ErrorCode> texts(ErrorCode... others) {
        Set<ErrorCode> codes =
                EnumSet.of(MISSING_FIELD, EMPTY_TEXT, INVALID_TEXT, TEXT_TOO_LONG, TOO_MANY_INPUTS);
        codes.addAll(List.of(others));
        return codes;
    }

    /** The handlers with codes of their own, as {@code Controller#method}. */
    static Set<String> handlers() {
        return BY_HANDLER.keySet();
    }

    /** Every code that a route may return. */
    static Set<ErrorCode> codes(ApiRoute route) {
        Set<ErrorCode> codes =
                EnumSet.of(
                        INVALID_REQUEST,
                        HOST_NOT_ALLOWED,
                        ORIGIN_NOT_ALLOWED,
                        URI_TOO_LONG,
                        HEADERS_TOO_LARGE,
                        INTERNAL_ERROR);
        if (route.dialect() == Dialect.NATIVE) {
            codes.add(NOT_ACCEPTABLE);
        }
        if (!route.isOpen()) {
            codes.add(UNAUTHORIZED);
        }
        if (route.body().isPresent()) {
            codes.addAll(READING);
            if (route.dialect() == Dialect.NATIVE) {
                codes.add(UNKNOWN_FIELD);
            }
        }
        if (NATIVE_RESOURCES.contains(route.resource())) {
            codes.add(UNKNOWN_PARAMETER);
            codes.add(STORE_UNAVAILABLE);
        }
        if (route.hasCaller()) {
            codes.addAll(ENGINE);
        }
        if (NATIVE_RESOURCES.contains(route.resource())
                && !route.resource().equals("jobs")
                && !route.key().equals("GET /v1/collections")) {
            codes.addAll(STORE);
        }
        if (route.key().equals("PUT /v1/collections/{collection}")) {
            codes.remove(COLLECTION_NOT_FOUND);
        }
        codes.addAll(BY_HANDLER.getOrDefault(route.handlerName(), Set.of()));
        return codes;
    }

    /** The responses of a dialect for these codes, by status. */
    static Map<Integer, ObjectNode> responses(Dialect dialect, Collection<ErrorCode> codes) {
        Map<Integer, List<JsonNode>> bodies = new TreeMap<>();
        for (ErrorCode code : codes) {
            var answer = dialect.response(ApiError.of(code, ""));
            bodies.computeIfAbsent(answer.getStatusCode().value(), _ -> new ArrayList<>())
                    .add(BODIES.valueToTree(answer.getBody()));
        }
        Map<Integer, ObjectNode> responses = new TreeMap<>();
        bodies.forEach((status, all) -> responses.put(status, response(dialect, status, all)));
        return responses;
    }

    private static ObjectNode response(Dialect dialect, int status, List<JsonNode> bodies) {
        ObjectNode response = Service.JSON.createObjectNode();
        Set<String> codes = values(bodies, codePointer(dialect));
        response.put(
                "description",
                codes.stream().map("`%s`"::formatted).collect(Collectors.joining(", ")));
        if (Set.of(429, 503, 504).contains(status)) {
            response.set(
                    "headers",
                    TypeSchemas.json(
                            """
                            {'Retry-After': {'description': 'Number of seconds after which the same request may succeed.',
                              'schema': {'type': 'integer', 'minimum': 1}}}
                            """));
        }
        ObjectNode schema =
                response.putObject("content")
                        .putObject(dialect.mediaType().toString())
                        .putObject("schema");
        schema.putArray("allOf").add(TypeSchemas.ref(name(dialect)));
        constrain(schema, dialect, status, bodies);
        return response;
    }

    private static void constrain(
            ObjectNode schema, Dialect dialect, int status, List<JsonNode> bodies) {
        ObjectNode properties = schema.putObject("properties");
        switch (dialect) {
            case NATIVE -> {
                properties.putObject("status").put("const", status);
                only(properties.putObject("code"), values(bodies, "/code"));
            }
            case TEI -> only(properties.putObject("error_type"), values(bodies, "/error_type"));
            case OPENAI -> {
                ObjectNode inner = properties.putObject("error").putObject("properties");
                only(inner.putObject("type"), values(bodies, "/error/type"));
                only(inner.putObject("code"), values(bodies, "/error/code"));
            }
        }
    }

    private static void only(ObjectNode schema, Set<String> values) {
        schema.set("enum", Service.JSON.valueToTree(values));
    }

    private static Set<String> values(List<JsonNode> bodies, String pointer) {
        return bodies.stream()
                .map(body -> body.at(pointer).asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String codePointer(Dialect dialect) {
        return switch (dialect) {
            case NATIVE -> "/code";
            case TEI -> "/error_type";
            case OPENAI -> "/error/code";
        };
    }

    private static String name(Dialect dialect) {
        return switch (dialect) {
            case NATIVE -> "Problem";
            case TEI -> "TeiError";
            case OPENAI -> "OpenAiError";
        };
    }
}
