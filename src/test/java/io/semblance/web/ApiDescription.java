package io.semblance.web;

import io.swagger.v3.oas.annotations.media.Schema;

import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The OpenAPI description of the service, made from its routes, the records of their bodies and the
 * Javadoc of both. See {@link ApiDescriptionTests} for how it is written.
 */
final class ApiDescription {

    private static final Map<String, String> TAGS =
            Map.of(
                    "TeiRoutes", "text-embeddings-inference",
                    "TeiTokenRoutes", "text-embeddings-inference",
                    "RerankRoutes", "text-embeddings-inference",
                    "TeiOperations", "text-embeddings-inference",
                    "OpenAiRoutes", "OpenAI",
                    "CollectionRoutes", "Collections",
                    "DocumentRoutes", "Documents",
                    "SearchRoutes", "Search",
                    "UpcomingRoutes", "Not there yet",
                    "ApiDocs", "Operations");

    private static final Map<String, String> PATH_PARAMETERS =
            Map.of(
                    "collection",
                    "{'type':'string','pattern':'^[a-z0-9][a-z0-9_-]{0,62}$'}",
                    "id",
                    "{'type':'string','minLength':1,'maxLength':512}",
                    "path",
                    "{'type':'string','description':'The id of a model; it may have slashes.'}");

    private final SourceComments comments =
            SourceComments.of("io.semblance.web", "io.semblance.search");
    private final ObjectNode root;
    private final TypeSchemas schemas;
    private final DescribedAnswers answers;

    private ApiDescription() {
        root =
                TypeSchemas.json(
                        """
                        {
                          'openapi': '3.1.1',
                          'info': {
                            'title': 'Semblance',
                            'version': '1',
                            'description': 'Text to vectors, and text found by meaning, on your own PostgreSQL.',
                            'license': {'name': 'Apache-2.0', 'identifier': 'Apache-2.0'}
                          },
                          'security': [{}, {'bearer': []}, {'apiKey': []}],
                          'paths': {},
                          'components': {
                            'securitySchemes': {
                              'bearer': {'type': 'http', 'scheme': 'bearer', 'description': 'semblance.security.api-key, where the service has one.'},
                              'apiKey': {'type': 'apiKey', 'in': 'header', 'name': 'X-API-Key', 'description': 'The same key.'}
                            },
                            'headers': {},
                            'schemas': {}
                          }
                        }
                        """);
        schemas = new TypeSchemas(comments, (ObjectNode) root.at("/components/schemas"));
        answers = new DescribedAnswers(schemas);
        DescribedAnswers.headers()
                .forEach((name, header) ->
                        ((ObjectNode) root.at("/components/headers")).set(name, header));
    }

    /** Describes these routes, with examples. */
    static ObjectNode of(List<ApiRoute> routes, ApiExamples examples) {
        ApiDescription description = new ApiDescription();
        ObjectNode paths = (ObjectNode) description.root.get("paths");
        for (ApiRoute route : routes) {
            ObjectNode operation = description.operation(route);
            examples.addTo(operation, route.key());
            paths.withObjectProperty(route.path())
                    .set(route.method().toLowerCase(Locale.ROOT), operation);
            if (route.key().equals("POST /embed")) {
                ObjectNode same = operation.deepCopy();
                same.put("operationId", "post");
                same.put("summary", "The same as POST /embed.");
                paths.withObjectProperty("/").set("post", same);
            }
        }
        ActuatorDescription.addTo(paths);
        return description.root;
    }

    private ObjectNode operation(ApiRoute route) {
        ObjectNode operation = Service.JSON.createObjectNode();
        String controller = route.controller().getSimpleName();
        operation.putArray("tags").add(TAGS.get(controller));
        operation.put("operationId", operationId(route));
        String comment =
                comments.ofMethod(route.controller(), route.handler().getName())
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "give the handler of %s a Javadoc comment, which describes it"
                                                .formatted(route.key())));
        String summary = comment.split("(?<=[.])\\s|\n", 2)[0];
        operation.put("summary", summary.replace("`", ""));
        operation.put("description", comment);
        if (route.isOpen()) {
            operation.putArray("security");
        }
        ArrayNode parameters = operation.putArray("parameters");
        Matcher names = Pattern.compile("\\{(\\w+)}").matcher(route.path());
        while (names.find()) {
            pathParameter(parameters, names.group(1));
        }
        for (Parameter parameter : route.handler().getParameters()) {
            parameter(parameters, parameter);
        }
        if (route.hasCaller()) {
            parameters.add(
                    TypeSchemas.json(
                            """
                            {'name': '%s', 'in': 'header', 'required': false,
                              'description': 'Milliseconds after which the answer is of no use any more.',
                              'schema': {'type': 'integer', 'minimum': 1, 'maximum': 86400000}}
                            """
                                    .formatted(CallerResolver.TIMEOUT)));
        }
        if (parameters.isEmpty()) {
            operation.remove("parameters");
        }
        route.body().ifPresent(body -> body(operation, body));
        responses(operation, route);
        return operation;
    }

    /** For example {@code postV1Embeddings}, {@code getV1JobsById}. */
    private static String operationId(ApiRoute route) {
        return route.method().toLowerCase(Locale.ROOT)
                + Arrays.stream(route.path().split("[/_-]"))
                        .filter(part -> !part.isEmpty())
                        .map(part ->
                                part.startsWith("{")
                                        ? "By" + word(part.replaceAll("[{}]", ""))
                                        : word(part))
                        .reduce("", String::concat);
    }

    private static String word(String part) {
        return Character.toUpperCase(part.charAt(0)) + part.substring(1);
    }

    private static void pathParameter(ArrayNode parameters, String name) {
        ObjectNode described = parameters.addObject();
        described.put("name", name).put("in", "path").put("required", true);
        described.put("example", ApiExamples.PATH.get(name));
        described.set(
                "schema", TypeSchemas.json(Objects.requireNonNull(PATH_PARAMETERS.get(name))));
    }

    private void parameter(ArrayNode parameters, Parameter parameter) {
        RequestParam query = parameter.getAnnotation(RequestParam.class);
        if (query != null) {
            ObjectNode described = parameters.addObject();
            described.put("name", parameter.getName()).put("in", "query").put("required", false);
            ObjectNode schema = schemas.request(parameter.getParameterizedType());
            Schema given = parameter.getAnnotation(Schema.class);
            if (given != null) {
                TypeSchemas.constrain(schema, given);
            }
            if (!query.defaultValue().equals(ValueConstants.DEFAULT_NONE)) {
                schema.set("default", Service.JSON.readTree(query.defaultValue()));
            }
            described.set("schema", schema);
        }
    }

    private void body(ObjectNode operation, Parameter body) {
        ObjectNode request = operation.putObject("requestBody");
        request.put(
                "required",
                body.getAnnotation(org.springframework.web.bind.annotation.RequestBody.class)
                        .required());
        request.putObject("content")
                .putObject("application/json")
                .set("schema", schemas.request(body.getParameterizedType()));
    }

    private void responses(ObjectNode operation, ApiRoute route) {
        Map<Integer, ObjectNode> responses =
                new TreeMap<>(
                        DescribedErrors.responses(route.dialect(), DescribedErrors.codes(route)));
        responses.putAll(answers.responses(route));
        ObjectNode all = operation.putObject("responses");
        responses.forEach((status, response) -> all.set(String.valueOf(status), response));
    }
}
