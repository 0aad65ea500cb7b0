package io.semblance.web.docs;

import io.semblance.web.Service;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;

import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

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
 * The OpenAPI description of the service, generated from its routes, the records of their bodies
 * and the Javadoc of both. See {@link ApiDescriptionTests} for how it is written.
 */
final class ApiDescription {

    private static final Map<String, String> TAGS =
            Map.of(
                    "tei", "text-embeddings-inference",
                    "openai", "OpenAI",
                    "collections", "Collections",
                    "documents", "Documents",
                    "jobs", "Jobs",
                    "search", "Search",
                    "docs", "Operations");

    private static final Map<String, String> PATH_PARAMETERS =
            Map.of(
                    "collection",
                    "{'$ref':'#/components/schemas/CollectionName'}",
                    "id",
                    "{'$ref':'#/components/schemas/DocumentId'}",
                    "job",
                    "{'$ref':'#/components/schemas/JobId'}",
                    "path",
                    "{'type':'string','description':'Id or alias of a model; may contain"
                            + " slashes.'}");

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
                            'description': 'Embeddings, reranking, and search by meaning and by words, over HTTP.',
                            'license': {'name': 'Apache-2.0', 'identifier': 'Apache-2.0'}
                          },
                          'security': [{}, {'bearer': []}, {'apiKey': []}],
                          'paths': {},
                          'components': {
                            'securitySchemes': {
                              'bearer': {'type': 'http', 'scheme': 'bearer', 'description': 'The API key (semblance.security.api-key), if one is configured.'},
                              'apiKey': {'type': 'apiKey', 'in': 'header', 'name': 'X-API-Key', 'description': 'The API key, in a header of its own.'}
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
        }
        ActuatorDescription.addTo(paths);
        return description.root;
    }

    private ObjectNode operation(ApiRoute route) {
        ObjectNode operation = Service.JSON.createObjectNode();
        operation.putArray("tags").add(TAGS.get(route.resource()));
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
        if (parameters.isEmpty()) {
            operation.remove("parameters");
        }
        route.body().ifPresent(body -> body(operation, body, route.path()));
        files(operation, route);
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
        RequestHeader header = parameter.getAnnotation(RequestHeader.class);
        Schema given = parameter.getAnnotation(Schema.class);
        if ((query == null && header == null) || (given != null && given.hidden())) {
            return;
        }
        String name = query != null ? query.name() : header.name();
        ObjectNode described = parameters.addObject();
        described.put("name", name.isEmpty() ? parameter.getName() : name);
        described.put("in", query != null ? "query" : "header").put("required", false);
        ObjectNode schema =
                given != null && !given.ref().isEmpty()
                        ? TypeSchemas.ref(given.ref())
                        : schemas.request(parameter.getParameterizedType());
        if (given != null) {
            TypeSchemas.constrain(schema, given);
            TypeSchemas.addDefault(schema, given);
        }
        described.set("schema", schema);
    }

    private void body(ObjectNode operation, Parameter body, String path) {
        ObjectNode request = operation.putObject("requestBody");
        request.put(
                "required",
                body.getAnnotation(org.springframework.web.bind.annotation.RequestBody.class)
                        .required());
        request.putObject("content")
                .putObject("application/json")
                .set("schema", schema(body, path));
    }

    /** The bodies of a handler that reads files itself: each media type with its schema. */
    private static void files(ObjectNode operation, ApiRoute route) {
        var given =
                route.handler()
                        .getAnnotation(io.swagger.v3.oas.annotations.parameters.RequestBody.class);
        if (given == null) {
            return;
        }
        ObjectNode request = operation.putObject("requestBody");
        request.put("required", given.required());
        ObjectNode content = request.putObject("content");
        for (Content each : given.content()) {
            content.putObject(each.mediaType()).set("schema", TypeSchemas.ref(each.schema().ref()));
        }
    }

    /** Omits the collection from the body if it is in the path. */
    private ObjectNode schema(Parameter body, String path) {
        ObjectNode schema = schemas.request(body.getParameterizedType());
        if (body.getType().getSimpleName().equals("SearchBody") && path.contains("{collection}")) {
            return schemas.without(schema, "collection", "CollectionSearchBody");
        }
        // Vectors of tokens always have all dimensions.

        return path.equals("/embed_all")
                ? schemas.without(schema, "dimensions", "TeiEmbedAllBody")
                : schema;
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
