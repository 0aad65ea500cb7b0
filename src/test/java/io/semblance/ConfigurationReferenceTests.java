package io.semblance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The reference of the configuration is the one that its records and their Javadoc make. */
class ConfigurationReferenceTests {

    private static final Path PAGE = Path.of("docs/configuration.md");
    private static final String BEGIN = "<!-- reference: written by a test -->\n";
    private static final String HEAD =
            """
            | property | type | default | bounds | meaning |
            |---|---|---|---|---|
            """;
    private static final String END = "<!-- end of the reference -->\n";

    @Test
    void referenceIsThatOfTheRecords() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        String made = table();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + made + page.substring(end));
            return;
        }

        assertThat(page.substring(begin, end))
                .as(
                        "write it anew: mvn test -Dtest=ConfigurationReferenceTests"
                                + " -Ddocs.write=true, and see what changed")
                .isEqualTo(made);
    }

    private static String table() throws IOException {
        JsonNode metadata;
        try (InputStream file =
                Objects.requireNonNull(
                        Semblance.class.getResourceAsStream(
                                "/META-INF/spring-configuration-metadata.json"))) {
            metadata = JsonMapper.shared().readTree(file);
        }
        return metadata.path("properties")
                .valueStream()
                .map(ConfigurationReferenceTests::row)
                // Two modules may read the same property.
                .distinct()
                .sorted()
                .collect(Collectors.joining("", HEAD, ""));
    }

    private static String row(JsonNode property) {
        String description =
                property.path("description")
                        .asString("")
                        .replaceAll("\\{@code ([^}]*)}", "`$1`")
                        .replace("|", "\\|");
        JsonNode fallback = property.path("defaultValue");
        return "| `%s` | %s | %s | %s | %s |\n"
                .formatted(
                        property.get("name").asString(),
                        type(property.get("type").asString()),
                        fallback.isMissingNode() ? "" : "`%s`".formatted(fallback.asString()),
                        bounds(property),
                        description);
    }

    private static String type(String type) {
        return switch (type) {
            case "java.lang.Integer", "java.lang.Long" -> "integer";
            case "java.lang.Boolean" -> "true or false";
            case "java.lang.String" -> "text";
            case "java.nio.file.Path" -> "path";
            case "java.time.Duration" -> "duration";
            case "org.springframework.util.unit.DataSize" -> "size";
            case "java.util.Map<java.lang.String,java.lang.String>" -> "map";
            case "io.semblance.web.openai.OpenAiProperties$UnknownModel" -> "text";
            default -> type.startsWith("java.util.List<") ? "list" : type;
        };
    }

    /** What the component of the record is annotated with. */
    private static String bounds(JsonNode property) {
        Optional<Field> field = field(property);
        List<String> bounds = new ArrayList<>();
        field.ifPresent(component -> {
            Optional.ofNullable(component.getAnnotation(Min.class))
                    .ifPresent(min -> bounds.add("≥ %,d".formatted(min.value())));
            Optional.ofNullable(component.getAnnotation(Max.class))
                    .ifPresent(max -> bounds.add("≤ %,d".formatted(max.value())));
            durations(component, bounds);
            Optional.ofNullable(component.getAnnotation(Pattern.class))
                    .ifPresent(pattern -> bounds.add(pattern.message()));
        });
        return String.join(", ", bounds);
    }

    private static void durations(AnnotatedElement component, List<String> bounds) {
        Optional.ofNullable(component.getAnnotation(DurationMin.class))
                .ifPresent(min -> bounds.add("≥ %d ms".formatted(min.millis())));
        Optional.ofNullable(component.getAnnotation(DurationMax.class))
                .ifPresent(max ->
                        bounds.add(
                                max.hours() > 0
                                        ? "≤ %d h".formatted(max.hours())
                                        : "≤ %d min".formatted(max.minutes())));
    }

    private static Optional<Field> field(JsonNode property) {
        String name = property.get("name").asString();
        String last = name.substring(name.lastIndexOf('.') + 1).replace("-", "");
        try {
            for (Field field :
                    Class.forName(property.get("sourceType").asString()).getDeclaredFields()) {
                if (field.getName().equalsIgnoreCase(last)) {
                    return Optional.of(field);
                }
            }
            return Optional.empty();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
