package io.semblance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Messages, Javadoc, documentation and configuration are written in plain technical English: the
 * wordings of {@link WordingPatterns} do not occur more often than an area's budget allows.
 */
class PlainEnglishTests {

    private static final List<Area> AREAS =
            List.of(
                    new Area(
                            "Javadoc and comments",
                            4,
                            Prose::ofJavaComments,
                            PlainEnglishTests::isJava,
                            "src/main/java"),
                    new Area(
                            "messages",
                            2,
                            Prose::ofJavaStrings,
                            PlainEnglishTests::isJava,
                            "src/main/java"),
                    new Area(
                            "benchmarks",
                            0,
                            Prose::ofJavaComments,
                            PlainEnglishTests::isJava,
                            "src/jmh/java"),
                    new Area(
                            "documentation",
                            0,
                            Prose::ofMarkdown,
                            file -> file.toString().endsWith(".md"),
                            "docs",
                            "README.md",
                            "CHANGELOG.md",
                            "db"),
                    new Area("build", 0, Prose::ofXml, _ -> true, "pom.xml"),
                    // "nobody" is a user name in db/test-postgres.
                    new Area(
                            "configuration",
                            2,
                            Prose::ofScript,
                            PlainEnglishTests::isConfiguration,
                            "src/main/resources",
                            "src/main/docker",
                            "Dockerfile",
                            "docker-compose.yml",
                            "docker-compose.gpu.yml",
                            ".env.example",
                            ".ci/run",
                            "db",
                            "observability"));

    static List<Area> areas() {
        return AREAS;
    }

    /** A part of the project with its own budget. */
    record Area(
            String name,
            int budget,
            UnaryOperator<String> prose,
            Predicate<Path> files,
            List<Path> roots) {

        Area(
                String name,
                int budget,
                UnaryOperator<String> prose,
                Predicate<Path> files,
                String... roots) {
            this(name, budget, prose, files, Stream.of(roots).map(Path::of).toList());
        }

        @Override
        public String toString() {
            return name;
        }

        List<String> occurrences() throws IOException {
            List<String> found = new ArrayList<>();
            for (Path root : roots) {
                try (Stream<Path> tree = Files.walk(root)) {
                    for (Path file : tree.filter(Files::isRegularFile).filter(files).toList()) {
                        String text = prose.apply(Files.readString(file, StandardCharsets.UTF_8));
                        WordingPatterns.in(text).forEach(each -> found.add(file + ":" + each));
                    }
                }
            }
            return found;
        }
    }

    private static boolean isJava(Path file) {
        return file.toString().endsWith(".java");
    }

    /** The description of the API comes from Java code, the pages in {@code docs} are scripts. */
    private static boolean isConfiguration(Path file) {
        String name = file.toString();
        return !name.endsWith(".md") && !name.contains("/web/docs/");
    }

    @ParameterizedTest
    @MethodSource("areas")
    void areaKeepsItsBudget(Area area) throws IOException {
        List<String> occurrences = area.occurrences();

        assertThat(occurrences)
                .as(
                        "avoided wordings in %s; print the list, and lower the budget when it"
                                + " shrinks",
                        area)
                .hasSizeLessThanOrEqualTo(area.budget);
    }

    @Test
    void wordingIsFoundAcrossLinesAndReportedWithItsLine() {
        String comment = "/**\n * The vector is\n * no embedding.\n */\nint made;";

        assertThat(WordingPatterns.in(Prose.ofJavaComments(comment)))
                .extracting(Object::toString)
                .containsExactly("2: \"is no embedding\", better: is not a");
    }

    @Test
    void codeAndTargetsOfLinksAreNotProse() {
        String page = "The `made` field, see [page](made.md).\n```\nmade\n```\n";

        assertThat(WordingPatterns.in(Prose.ofMarkdown(page))).isEmpty();
    }

    @Test
    void messageIsReadAcrossItsLiterals() {
        String code = "f(\"the file is\"\n        + \" no graph\");";

        assertThat(WordingPatterns.in(Prose.ofJavaStrings(code))).hasSize(1);
    }
}
