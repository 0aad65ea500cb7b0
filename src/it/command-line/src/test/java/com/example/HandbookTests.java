package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** What the plain jar brings with it, and what it does not. */
@ExtendWith(OutputCaptureExtension.class)
class HandbookTests {

    private static final String OURS = "io.semblance.springai.SemblanceAutoConfiguration";

    @TempDir static Path data;

    @Test
    void findsByMeaningAndIsNoServer(CapturedOutput output) {
        try (var context = SpringApplication.run(Handbook.class, "--semblance.data-dir=" + data)) {
            assertThat(output).containsPattern("0\\.\\d+ Everybody has thirty[^$]*0\\.\\d+ Dogs");
            assertThat(context.getClass().getSimpleName())
                    .isEqualTo("AnnotationConfigApplicationContext");
            assertThat(context.getBeanNamesForType(javax.sql.DataSource.class)).isEmpty();
            assertThat(context.getEnvironment().getProperty("spring.application.name")).isNull();
        }
    }

    /** Each would configure something in whatever application has the jar. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration",
                "org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration",
                "org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration",
                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
                "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
                "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration",
                "picocli.CommandLine",
            })
    void bringsNoneOfTheServicesParts(String type) {
        assertThat(type).doesNotMatch(HandbookTests::isPresent);
    }

    private static boolean isPresent(String type) {
        try {
            Class.forName(type, false, HandbookTests.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    /**
     * No application.properties, db/migration, static, logback.xml: the application would have
     * them.
     */
    @Test
    void hasNothingWhereAnApplicationLooksForItsOwn()
            throws IOException, URISyntaxException, ClassNotFoundException {
        Path jar =
                Path.of(
                        Class.forName(OURS)
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        List<String> entries;
        try (JarFile file = new JarFile(jar.toFile())) {
            entries =
                    file.stream()
                            .filter(entry -> !entry.isDirectory())
                            .map(JarEntry::getName)
                            .filter(name -> !name.startsWith("io/semblance/"))
                            .filter(name -> !name.startsWith("META-INF/maven/"))
                            .toList();
        }
        assertThat(entries)
                .containsExactlyInAnyOrder(
                        "META-INF/MANIFEST.MF",
                        "META-INF/spring.factories",
                        // Read only with management.server.port, and its condition is the service's
                        // own.
                        "META-INF/spring/org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration.imports",
                        "META-INF/spring-configuration-metadata.json",
                        "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports");
    }
}
