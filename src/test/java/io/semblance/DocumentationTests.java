package io.semblance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documentation names what there is. */
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
