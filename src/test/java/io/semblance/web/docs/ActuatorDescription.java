package io.semblance.web.docs;

import io.semblance.web.Service;
import io.semblance.web.error.Dialect;
import io.semblance.web.error.ErrorCode;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/** The routes of Actuator that the service exposes; their handlers are Spring Boot's. */
final class ActuatorDescription {

    private ActuatorDescription() {}

    static void addTo(ObjectNode paths) {
        health(paths, "", "Returns whether the service is up");
        health(paths, "/liveness", "Returns whether the process is alive");
        health(paths, "/readiness", "Returns whether the model and the store are ready");
        guarded(paths, "info", "Returns the build and the models.", "application/json", "object");
        guarded(
                paths,
                "prometheus",
                "Returns metrics in Prometheus format.",
                "text/plain",
                "string");
        guarded(
                paths,
                "integrity",
                "Lists the failed collections, with the reasons.",
                "application/json",
                "object");
        check(paths, "", "Checks the stored data of all collections.");
        check(paths, "/{collection}", "Checks the stored data of a collection.");
    }

    private static void health(ObjectNode paths, String part, String summary) {
        ObjectNode operation =
                TypeSchemas.json(
                        """
                        {'tags': ['Operations'], 'operationId': 'actuator_health%s', 'summary': '%s.', 'security': [],
                          'responses': {
                            '200': {'description': 'UP.', 'content': {'application/json': {'schema': {'$ref': '#/components/schemas/Health'}}}},
                            '503': {'description': 'DOWN.', 'content': {'application/json': {'schema': {'$ref': '#/components/schemas/Health'}}}}
                          }}
                        """
                                .formatted(part.replace('/', '_'), summary));
        inEitherForm(operation, "200");
        inEitherForm(operation, "503");
        addErrors(operation);
        paths.withObjectProperty("/actuator/health" + part).set("get", operation);
    }

    private static void guarded(
            ObjectNode paths, String name, String summary, String mediaType, String type) {
        ObjectNode operation =
                TypeSchemas.json(
                        """
                        {'tags': ['Operations'], 'operationId': 'actuator_%s', 'summary': '%s',
                          'responses': {'200': {'description': 'Success.', 'content': {'%s': {'schema': {'type': '%s'}}}}}}
                        """
                                .formatted(name, summary, mediaType, type));
        inEitherForm(operation, "200");
        addErrors(operation);
        DescribedErrors.responses(Dialect.NATIVE, List.of(ErrorCode.UNAUTHORIZED))
                .forEach((status, response) ->
                        ((ObjectNode) operation.get("responses"))
                                .set(String.valueOf(status), response));
        paths.withObjectProperty("/actuator/" + name).set("get", operation);
    }

    private static void check(ObjectNode paths, String part, String summary) {
        ObjectNode operation =
                TypeSchemas.json(
                        """
                        {'tags': ['Operations'], 'operationId': 'actuator_integrity_check%s', 'summary': '%s',
                          'responses': {'200': {'description': 'The result of the check.', 'content': {'application/json': {'schema': {'type': 'object'}}}}}}
                        """
                                .formatted(part.isEmpty() ? "_all" : "", summary));
        if (!part.isEmpty()) {
            operation.set(
                    "parameters",
                    Service.JSON.readTree(
                            """
                            [{"name": "collection", "in": "path", "required": true, "schema": {"$ref": "#/components/schemas/CollectionName"}}]
                            """));
        }
        inEitherForm(operation, "200");
        addErrors(operation);
        addErrors(
                operation,
                ErrorCode.UNAUTHORIZED,
                ErrorCode.INVALID_REQUEST,
                ErrorCode.INVALID_VALUE,
                ErrorCode.MALFORMED_GZIP,
                ErrorCode.COLLECTION_NOT_FOUND,
                ErrorCode.STORE_UNAVAILABLE);
        paths.withObjectProperty("/actuator/integrity" + part).set("post", operation);
    }

    private static void addErrors(ObjectNode operation, ErrorCode... codes) {
        DescribedErrors.responses(Dialect.NATIVE, List.of(codes))
                .forEach((status, response) ->
                        ((ObjectNode) operation.get("responses"))
                                .set(String.valueOf(status), response));
    }

    /**
     * Actuator has a media type of its own for JSON, and sends it unless asked for the plain one.
     */
    private static void inEitherForm(ObjectNode operation, String status) {
        ObjectNode content = (ObjectNode) operation.at("/responses/%s/content".formatted(status));
        if (content.has("application/json")) {
            content.set(
                    "application/vnd.spring-boot.actuator.v3+json",
                    content.get("application/json").deepCopy());
        }
    }

    private static void addErrors(ObjectNode operation) {
        DescribedErrors.responses(
                        Dialect.NATIVE,
                        List.of(
                                ErrorCode.INVALID_REQUEST,
                                ErrorCode.MALFORMED_GZIP,
                                ErrorCode.NOT_ACCEPTABLE,
                                ErrorCode.BODY_TOO_LARGE,
                                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                                ErrorCode.UNSUPPORTED_ENCODING,
                                ErrorCode.INTERNAL_ERROR))
                .forEach((status, response) ->
                        ((ObjectNode) operation.get("responses"))
                                .set(String.valueOf(status), response));
    }
}
