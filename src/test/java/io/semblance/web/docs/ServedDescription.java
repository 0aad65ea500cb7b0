package io.semblance.web.docs;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;

import io.semblance.web.Service;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The description that a service shows, as the measure of what it answers. Answers are held to it
 * more strictly than clients should: a field that is not described is a mistake.
 */
final class ServedDescription {

    private final JsonNode root;
    private final ObjectNode components;
    private final SchemaRegistry registry = SchemaRegistry.withDialect(Dialects.getOpenApi31());
    private final Map<String, Schema> schemas = new HashMap<>();

    ServedDescription(JsonNode root) {
        this.root = root;
        this.components = (ObjectNode) root.get("components").deepCopy();
        close(components);
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode schema
                && schema.path("type").isString()
                && schema.path("type").asString().equals("object")
                && schema.has("properties")
                && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
        node.forEach(ServedDescription::close);
    }

    JsonNode root() {
        return root;
    }

    /** An operation; the node is missing if there is none. */
    JsonNode operation(String method, String path) {
        return root.path("paths").path(path).path(method.toLowerCase(java.util.Locale.ROOT));
    }

    /** What an answer has that is not described, or lacks that is. */
    List<String> problems(String method, String path, Service.Answer answer) {
        List<String> problems = new ArrayList<>();
        JsonNode response =
                operation(method, path).path("responses").path(String.valueOf(answer.status()));
        if (response.isMissingNode()) {
            return List.of("the status %d is not described".formatted(answer.status()));
        }
        headers(response.path("headers"), answer, problems);
        String type = answer.header("Content-Type");
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            if (!answer.body().isEmpty()) {
                problems.add("there is a body, and none is described");
            }
            return problems;
        }
        Optional<Map.Entry<String, JsonNode>> media =
                content.properties().stream()
                        .filter(each -> type.startsWith(each.getKey()))
                        .findFirst();
        if (media.isEmpty()) {
            problems.add("the content type '%s' is not described".formatted(type));
        } else if (media.get().getKey().matches(".+[/+]json")) {
            json(
                    "%s %s %d".formatted(method, path, answer.status()),
                    media.get().getValue().get("schema"),
                    answer.body(),
                    problems);
        }
        return problems;
    }

    /** What is no error of any dialect in an answer. */
    List<String> errorProblems(Service.Answer answer) {
        List<String> problems = new ArrayList<>();
        json(
                "any error",
                TypeSchemas.json(
                        """
                        {'anyOf': [
                          {'$ref': '#/components/schemas/Problem'},
                          {'$ref': '#/components/schemas/TeiError'},
                          {'$ref': '#/components/schemas/OpenAiError'}]}
                        """),
                answer.body(),
                problems);
        return problems;
    }

    private static void headers(JsonNode headers, Service.Answer answer, List<String> problems) {
        for (String name : headers.propertyNames()) {
            boolean optional = name.startsWith("x-truncated-") || name.equals("Retry-After");
            if (answer.header(name).isEmpty() && !optional) {
                problems.add("the header %s is missing".formatted(name));
            }
        }
    }

    private void json(String key, JsonNode schema, String body, List<String> problems) {
        JsonNode value;
        try {
            value = Service.JSON.readTree(body);
        } catch (JacksonException e) {
            problems.add("the body is not JSON");
            return;
        }
        schema(key, schema)
                .validate(value)
                .forEach(error ->
                        problems.add("%s: %s".formatted(error.getInstanceLocation(), error)));
    }

    /** The validator of a schema; of the same key there is one. */
    Schema schema(String key, JsonNode schema) {
        return schemas.computeIfAbsent(
                key,
                _ -> {
                    ObjectNode document = (ObjectNode) schema.deepCopy();
                    document.set("components", components);
                    return registry.getSchema(document);
                });
    }
}
