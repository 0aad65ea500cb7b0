package io.semblance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.ApplicationModule;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The documentation agrees with the code. */
class DocumentationTests {

    @Test
    void everyPropertyIsDescribed() throws IOException {
        String page = Files.readString(Path.of("docs/configuration.md"));
        List<String> properties;
        try (InputStream metadata =
                Objects.requireNonNull(
                        Semblance.class.getResourceAsStream(
                                "/META-INF/spring-configuration-metadata.json"))) {
            properties =
                    JsonMapper.shared()
                            .readTree(metadata)
                            .path("properties")
                            .valueStream()
                            .map((JsonNode property) -> property.path("name").asString())
                            .toList();
        }

        assertThat(properties).hasSizeGreaterThan(15);
        assertThat(properties).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    @Test
    void architectureHasTheDeclaredDependenciesOfEveryModule() throws Exception {
        String page = Files.readString(Path.of("docs/architecture.md"));
        Map<String, Set<String>> described = new TreeMap<>();
        Matcher row = Pattern.compile("(?m)^\\| `(\\w+)` \\|.*\\| ([^|]*) \\|$").matcher(page);
        while (row.find()) {
            described.put(
                    row.group(1),
                    Pattern.compile("`(\\w+)`")
                            .matcher(row.group(2))
                            .results()
                            .map(module -> module.group(1))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }

        assertThat(described).isEqualTo(declaredDependencies());
    }

    /** From each module's package-info; an interface of a module counts as the module. */
    private static Map<String, Set<String>> declaredDependencies() throws Exception {
        Map<String, Set<String>> declared = new TreeMap<>();
        for (Path module : modules()) {
            ApplicationModule annotation =
                    Class.forName("io.semblance.%s.package-info".formatted(module.getFileName()))
                            .getAnnotation(ApplicationModule.class);
            declared.put(
                    module.getFileName().toString(),
                    Stream.of(annotation.allowedDependencies())
                            .map(dependency -> dependency.replaceFirst("::.*", ""))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        return declared;
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("src/main/java/io/semblance"))) {
            return entries.filter(Files::isDirectory).toList();
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            Stream<Path> pages = Stream.concat(Stream.of(Path.of("README.md")), docs);
            for (Path page : pages.filter(path -> path.toString().endsWith(".md")).toList()) {
                Matcher link =
                        Pattern.compile("]\\(([^):#]+)(#[^)]*)?\\)")
                                .matcher(Files.readString(page));
                while (link.find()) {
                    assertThat(page.resolveSibling(link.group(1))).exists();
                }
            }
        }
    }
}
