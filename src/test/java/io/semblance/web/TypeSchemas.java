package io.semblance.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.semblance.vector.Embedding;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.node.ObjectNode;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Schemas of the records that bodies are read into and answers written from: names and nullability
 * from the records, prose from their Javadoc, bounds from their {@link Schema} annotations.
 *
 * <p>A component of a request that is not marked as required may be left out or be null.
 */
final class TypeSchemas {

    private static final Map<Class<?>, String> SCALARS =
            Map.ofEntries(
                    Map.entry(String.class, "{'type':'string'}"),
                    Map.entry(boolean.class, "{'type':'boolean'}"),
                    Map.entry(Boolean.class, "{'type':'boolean'}"),
                    Map.entry(int.class, "{'type':'integer','format':'int32'}"),
                    Map.entry(Integer.class, "{'type':'integer','format':'int32'}"),
                    Map.entry(long.class, "{'type':'integer','format':'int64'}"),
                    Map.entry(Long.class, "{'type':'integer','format':'int64'}"),
                    Map.entry(float.class, "{'type':'number','format':'float'}"),
                    Map.entry(Float.class, "{'type':'number','format':'float'}"),
                    Map.entry(double.class, "{'type':'number','format':'double'}"),
                    Map.entry(Double.class, "{'type':'number','format':'double'}"),
                    Map.entry(Instant.class, "{'type':'string','format':'date-time'}"),
                    Map.entry(
                            float[].class,
                            "{'type':'array','items':{'type':'number','format':'float'}}"),
                    Map.entry(Object.class, "{}"));

    private final SourceComments comments;
    private final ObjectNode components;

    /**
     * @param components gets a schema of each record, by its name
     */
    TypeSchemas(SourceComments comments, ObjectNode components) {
        this.comments = comments;
        this.components = components;
        components.setAll(WrittenSchemas.all());
    }

    /** The schema of what is read into a type. */
    ObjectNode request(Type type) {
        return schema(type, true);
    }

    /** The schema of what is written from a type. */
    ObjectNode response(Type type) {
        return schema(type, false);
    }

    private ObjectNode schema(Type type, boolean request) {
        return switch (type) {
            case ParameterizedType list when list.getRawType() == List.class -> {
                ObjectNode array = json("{'type':'array'}");
                array.set("items", schema(list.getActualTypeArguments()[0], request));
                yield array;
            }
            case ParameterizedType map when map.getRawType() == Map.class ->
                    json("{'type':'object','additionalProperties':true}");
            case Class<?> scalar when SCALARS.containsKey(scalar) -> json(SCALARS.get(scalar));
            case Class<?> inputs when inputs == Inputs.class -> ref("Inputs");
            case Class<?> vector when vector == WrittenEmbedding.class -> ref("Embedding");
            case Class<?> vector when vector == Embedding.class -> ref("Vector");
            case Class<?> named when named.isRecord() -> {
                String name = name(named);
                if (!components.has(name)) {
                    components.putObject(name);
                    components.set(name, object(named, request));
                }
                yield ref(name);
            }
            default -> throw new IllegalArgumentException("no schema for " + type);
        };
    }

    private static String name(Class<?> type) {
        Schema given = type.getAnnotation(Schema.class);
        if (given != null && !given.name().isEmpty()) {
            return given.name();
        }
        Class<?> outer = type.getEnclosingClass();
        return (outer == null ? "" : name(outer)) + type.getSimpleName();
    }

    private ObjectNode object(Class<?> type, boolean request) {
        ObjectNode object = json("{'type':'object'}");
        comments.of(type).ifPresent(comment -> object.put("description", comment));
        ObjectNode properties = object.putObject("properties");
        var required = object.putArray("required");
        for (RecordComponent component : type.getRecordComponents()) {
            boolean nullable = isNullable(component);
            boolean omitted = nullable && !request && isOmittedIfNull(type, component);
            ObjectNode schema = field(type, component, request);
            boolean needed = request ? isRequired(component) : !omitted;
            if (needed) {
                required.add(name(component));
            }
            properties.set(
                    name(component),
                    nullable && !omitted && !(request && needed) ? orNull(schema) : schema);
        }
        if (required.isEmpty()) {
            object.remove("required");
        }
        JsonIgnoreProperties ignored = type.getAnnotation(JsonIgnoreProperties.class);
        if (request && (ignored == null || !ignored.ignoreUnknown())) {
            object.put("additionalProperties", false);
        }
        return object;
    }

    private ObjectNode field(Class<?> type, RecordComponent component, boolean request) {
        Schema given = component.getAccessor().getAnnotation(Schema.class);
        ObjectNode schema =
                given != null && !given.ref().isEmpty()
                        ? ref(given.ref())
                        : schema(component.getGenericType(), request);
        if (given != null) {
            constrain(schema, given);
        }
        comments.ofComponent(type, component.getName())
                .ifPresent(comment -> schema.put("description", comment));
        return schema;
    }

    /** Adds what an annotation says. */
    static void constrain(ObjectNode schema, Schema given) {
        ObjectNode target =
                schema.path("type").asString("").equals("array")
                                && given.allowableValues().length > 0
                        ? (ObjectNode) schema.get("items")
                        : schema;
        if (given.allowableValues().length > 0) {
            target.set("enum", Service.JSON.valueToTree(given.allowableValues()));
        }
        if (!given.minimum().isEmpty()) {
            schema.put("minimum", Long.parseLong(given.minimum()));
        }
        if (!given.maximum().isEmpty()) {
            schema.put("maximum", Long.parseLong(given.maximum()));
        }
        if (given.minLength() > 0) {
            schema.put("minLength", given.minLength());
        }
        if (given.maxLength() < Integer.MAX_VALUE) {
            schema.put("maxLength", given.maxLength());
        }
        if (!given.pattern().isEmpty()) {
            schema.put("pattern", given.pattern());
        }
        if (!given.defaultValue().isEmpty()) {
            schema.set("default", json(given.defaultValue(), "default"));
        }
        if (!given.description().isEmpty()) {
            schema.put("description", given.description());
        }
    }

    /** Numbers, booleans and arrays as such, all else as a string. */
    private static tools.jackson.databind.JsonNode json(String value, String unused) {
        return value.matches("-?\\d+|true|false|\\[.*|\\{.*")
                ? Service.JSON.readTree(value.replace('\'', '"'))
                : Service.JSON.valueToTree(value);
    }

    private static ObjectNode orNull(ObjectNode schema) {
        if (schema.has("$ref")) {
            ObjectNode union = Service.JSON.createObjectNode();
            union.putArray("anyOf").add(ref(schema.remove("$ref"))).addObject().put("type", "null");
            schema.properties().forEach(each -> union.set(each.getKey(), each.getValue()));
            return union;
        }
        if (schema.has("type")) {
            String type = schema.get("type").asString();
            schema.putArray("type").add(type).add("null");
        }
        if (schema.has("enum")) {
            schema.withArray("enum").addNull();
        }
        return schema;
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static boolean isRequired(RecordComponent component) {
        Schema given = component.getAccessor().getAnnotation(Schema.class);
        return given != null && given.requiredMode() == Schema.RequiredMode.REQUIRED;
    }

    private static boolean isOmittedIfNull(Class<?> type, RecordComponent component) {
        JsonInclude own = component.getAccessor().getAnnotation(JsonInclude.class);
        JsonInclude all = type.getAnnotation(JsonInclude.class);
        JsonInclude include = own != null ? own : all;
        return include != null && include.value() == JsonInclude.Include.NON_NULL;
    }

    private static String name(RecordComponent component) {
        JsonProperty given = component.getAccessor().getAnnotation(JsonProperty.class);
        if (given != null) {
            return given.value();
        }
        return component.getDeclaringRecord().isAnnotationPresent(JsonNaming.class)
                ? component
                        .getName()
                        .replaceAll("([A-Z])", "_$1")
                        .toLowerCase(java.util.Locale.ROOT)
                : component.getName();
    }

    static ObjectNode ref(String schema) {
        return json("{'$ref':'#/components/schemas/%s'}".formatted(schema));
    }

    private static ObjectNode ref(tools.jackson.databind.JsonNode reference) {
        return Service.JSON.createObjectNode().set("$ref", reference);
    }

    /** JSON with single quotes. */
    static ObjectNode json(String text) {
        return (ObjectNode) Service.JSON.readTree(text.replace('\'', '"'));
    }
}
