package io.semblance.web.docs;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.semblance.value.Embedding;
import io.semblance.web.Service;
import io.semblance.web.documents.DocumentsBody;
import io.semblance.web.embed.EmbeddingJson;
import io.semblance.web.embed.InputList;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.node.ObjectNode;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Schemas of the records of request and response bodies: names and nullability from the records,
 * descriptions from their Javadoc, limits from their {@link Schema} annotations.
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
                    Map.entry(UUID.class, "{'type':'string','format':'uuid'}"),
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

    /** A named schema under another name, without one of its properties. */
    ObjectNode without(ObjectNode reference, String property, String name) {
        String whole = reference.get("$ref").asString();
        ObjectNode copy =
                ((ObjectNode) components.get(whole.substring(whole.lastIndexOf('/') + 1)))
                        .deepCopy();
        ((ObjectNode) copy.get("properties")).remove(property);
        components.set(name, copy);
        return ref(name);
    }

    private ObjectNode schema(Type type, boolean request) {
        return switch (type) {
            case ParameterizedType list
                    when list.getActualTypeArguments()[0] == DocumentsBody.Entry.class ->
                    documents(schema(DocumentsBody.Item.class, request));
            case ParameterizedType list when list.getRawType() == List.class -> {
                ObjectNode array = json("{'type':'array'}");
                array.set("items", schema(list.getActualTypeArguments()[0], request));
                yield array;
            }
            case ParameterizedType map when map.getRawType() == Map.class ->
                    json("{'type':'object','additionalProperties':true}");
            case Class<?> scalar when SCALARS.containsKey(scalar) -> json(SCALARS.get(scalar));
            case Class<?> inputs when inputs == InputList.class -> ref("Inputs");
            case Class<?> vector when vector == EmbeddingJson.class -> ref("Embedding");
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

    /** One that cannot be read fails alone, unless they are all such. */
    private static ObjectNode documents(ObjectNode document) {
        ObjectNode array = json("{'type':'array','items':{'anyOf':[{'not':{'type':'null'}}]}}");
        array.withObjectProperty("items").withArrayProperty("anyOf").insert(0, document);
        array.set("contains", document.deepCopy());
        return array;
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
            if (isHidden(component)) {
                continue;
            }
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
        JsonNode together = WrittenSchemas.together(name(type));
        if (request && !together.isMissingNode()) {
            object.set("allOf", together);
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
        ArraySchema items = component.getAccessor().getAnnotation(ArraySchema.class);
        if (items != null) {
            constrain(schema, items);
        }
        comments.ofComponent(type, component.getName())
                .ifPresent(comment -> schema.put("description", sentence(comment)));
        if (given != null) {
            addDefault(schema, given);
        }
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
        if (!given.description().isEmpty()) {
            schema.put("description", given.description());
        }
    }

    /** Returns a description that begins with a capital letter and ends with a period. */
    private static String sentence(String comment) {
        String begin = comment.substring(0, 1).toUpperCase(Locale.ROOT) + comment.substring(1);
        return begin.endsWith(".") ? begin : begin + ".";
    }

    /**
     * Adds the default to the description of a field. There is a keyword for it, but generators of
     * clients turn such a field into a required one.
     */
    static void addDefault(ObjectNode schema, Schema given) {
        String said = schema.path("description").asString("");
        if (!given.defaultValue().isEmpty() && !said.contains("if null")) {
            String value = "Default: `%s`.".formatted(given.defaultValue());
            schema.put("description", said.isEmpty() ? value : said + " " + value);
        }
    }

    private static void constrain(ObjectNode schema, ArraySchema given) {
        if (given.minItems() < Integer.MAX_VALUE) {
            schema.put("minItems", given.minItems());
        }
        if (given.maxItems() > Integer.MIN_VALUE) {
            schema.put("maxItems", given.maxItems());
        }
    }

    private static ObjectNode orNull(ObjectNode schema) {
        if (schema.has("$ref")) {
            ObjectNode union = Service.JSON.createObjectNode();
            union.putArray("anyOf").add(ref(schema.remove("$ref"))).addObject().put("type", "null");
            schema.properties().forEach(each -> union.set(each.getKey(), each.getValue()));
            return union;
        }
        if (schema.has("enum")) {
            // Not null among the strings: generators of clients make one type a kind of value.
            ObjectNode union = Service.JSON.createObjectNode();
            ObjectNode values = union.putArray("anyOf").addObject();
            values.set("type", schema.remove("type"));
            values.set("enum", schema.remove("enum"));
            union.withArray("anyOf").addObject().put("type", "null");
            union.setAll(schema);
            return union;
        }
        if (schema.has("type")) {
            String type = schema.get("type").asString();
            schema.putArray("type").add(type).add("null");
        }
        return schema;
    }

    private static boolean isHidden(RecordComponent component) {
        Schema given = component.getAccessor().getAnnotation(Schema.class);
        return given != null && given.hidden();
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
                ? component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT)
                : component.getName();
    }

    static ObjectNode ref(String schema) {
        return json("{'$ref':'#/components/schemas/%s'}".formatted(schema));
    }

    private static ObjectNode ref(JsonNode reference) {
        return Service.JSON.createObjectNode().set("$ref", reference);
    }

    /** JSON with single quotes. */
    static ObjectNode json(String text) {
        return (ObjectNode) Service.JSON.readTree(text.replace('\'', '"'));
    }
}
