package io.semblance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The order of the sub-packages within a module: each uses only those below it. The picture in
 * docs/architecture.md is generated from the same classes.
 */
class PackageLayersTests {

    private static final Path DOCUMENT = Path.of("docs/architecture.md");
    private static final String BEGIN = "<!-- packages:begin -->\n";
    private static final String END = "<!-- packages:end -->";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.semblance");

    private static final List<Layered> MODULES =
            List.of(
                    Layered.of(
                            "web",
                            "docs",
                            "search",
                            "documents",
                            "jobs",
                            "collections",
                            "",
                            "tei",
                            "openai",
                            "embed",
                            "routing",
                            "server",
                            "filter",
                            "json",
                            "limit",
                            "error",
                            "connection"),
                    Layered.of(
                            "embedding",
                            "engine",
                            "queue",
                            "onnx",
                            "graph",
                            "model",
                            "pooling",
                            ""),
                    Layered.of("ingest", "imports", "records", "", "files"),
                    Layered.of("store.lucene", "", "search", "filter", "document"));

    static List<Layered> modules() {
        return MODULES;
    }

    /**
     * A module with sub-packages.
     *
     * @param packages from top to bottom; the module's own package is an empty name
     */
    record Layered(String module, List<String> packages) {

        static Layered of(String module, String... packages) {
            return new Layered("io.semblance." + module, List.of(packages));
        }

        private String name(String subPackage) {
            return subPackage.isEmpty() ? module : module + "." + subPackage;
        }

        /** Where the class lies in the order; -1 if it is not in this module. */
        private int layer(JavaClass type) {
            for (int i = 0; i < packages.size(); i++) {
                if (type.getPackageName().equals(name(packages.get(i)))) {
                    return i;
                }
            }
            return -1;
        }

        @Override
        public String toString() {
            return module;
        }
    }

    @ParameterizedTest
    @MethodSource("modules")
    void packagesUseOnlyThoseBelowThem(Layered module) {
        List<String> upward = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            int layer = module.layer(type);
            type.getDirectDependenciesFromSelf().stream()
                    .filter(each -> {
                        int target = module.layer(each.getTargetClass());
                        return layer >= 0 && target >= 0 && target < layer;
                    })
                    .forEach(each -> upward.add(each.getDescription()));
        }

        assertThat(upward).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void everyPackageOfTheModuleHasAPlace(Layered module) {
        Set<String> packages =
                CLASSES.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> (name + ".").startsWith(module.module + "."))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(packages)
                .containsExactlyInAnyOrderElementsOf(
                        module.packages.stream().map(module::name).toList());
    }

    @Test
    void pictureIsThatOfTheCode() throws IOException {
        String document = Files.readString(DOCUMENT);
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        int end = document.indexOf(END);
        String picture =
                MODULES.stream().map(PackageLayersTests::picture).collect(Collectors.joining("\n"));
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(
                    DOCUMENT, document.substring(0, begin) + picture + document.substring(end));
            document = Files.readString(DOCUMENT);
            end = document.indexOf(END);
        }

        assertThat(document.substring(begin, end))
                .as(
                        "write it anew: mvn test -Dtest=PackageLayersTests -Ddocs.write=true, and"
                                + " see what changed")
                .isEqualTo(picture);
    }

    private static String picture(Layered module) {
        StringBuilder picture = new StringBuilder();
        picture.append("### `%s`\n\n```mermaid\nflowchart TD\n".formatted(label(module, "")));
        for (String each : module.packages) {
            picture.append(
                    "    %s[\"%s<br/>%d types\"]\n"
                            .formatted(node(each), label(module, each), types(module, each)));
        }
        for (String from : module.packages) {
            for (String to : uses(module, from)) {
                picture.append("    %s --> %s\n".formatted(node(from), node(to)));
            }
        }
        picture.append("```\n\n| package | what it holds |\n|---|---|\n");
        for (String each : module.packages) {
            picture.append("| `%s` | %s |\n".formatted(label(module, each), purpose(module, each)));
        }
        return picture.toString();
    }

    private static String node(String subPackage) {
        return subPackage.isEmpty() ? "api" : subPackage;
    }

    private static String label(Layered module, String subPackage) {
        return module.name(subPackage).substring("io.semblance.".length());
    }

    private static long types(Layered module, String subPackage) {
        return CLASSES.stream()
                .filter(type -> type.getPackageName().equals(module.name(subPackage)))
                .filter(type ->
                        type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .count();
    }

    /** The packages that a package uses, without those that it also reaches through another. */
    private static List<String> uses(Layered module, String from) {
        Set<String> direct = direct(module, from);
        return module.packages.stream()
                .filter(direct::contains)
                .filter(to ->
                        direct.stream()
                                .filter(via -> !via.equals(to))
                                .noneMatch(via -> reaches(module, via, to)))
                .toList();
    }

    private static boolean reaches(Layered module, String from, String to) {
        Set<String> direct = direct(module, from);
        return direct.contains(to) || direct.stream().anyMatch(via -> reaches(module, via, to));
    }

    private static Set<String> direct(Layered module, String from) {
        int layer = module.packages.indexOf(from);
        return CLASSES.stream()
                .filter(type -> module.layer(type) == layer)
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(each -> module.layer(each.getTargetClass()))
                .filter(target -> target > layer)
                .map(module.packages::get)
                .collect(Collectors.toSet());
    }

    /** The first sentence of a package's description. */
    private static String purpose(Layered module, String subPackage) {
        Path file =
                Path.of(
                        "src/main/java",
                        module.name(subPackage).replace('.', '/'),
                        "package-info.java");
        try {
            String source = Files.readString(file);
            String comment =
                    source.substring(source.indexOf("/**") + 3, source.indexOf("*/"))
                            .replaceAll("\\R? \\* ?", " ")
                            .replaceAll("\\{@(?:code|link) ((?:[^{}]|\\{[^}]*})*)}", "`$1`")
                            .strip();
            int end = comment.indexOf(". ");
            return end < 0 ? comment : comment.substring(0, end + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
