package io.semblance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table of clients has those that are tried, in the versions that are tried. */
class CompatibilityTableTests {

    /** Tools that try nothing themselves. */
    private static final Set<String> TOOLS = Set.of("pytest", "typescript", "@types/node");

    private static final Pattern ROW = Pattern.compile("\\| `?([^`|]+?)`? \\| ([0-9][^ ]*) \\|.*");

    @Test
    void pythonTableHasWhatIsInstalled() throws IOException {
        Map<String, String> pinned =
                Files.readAllLines(Path.of("src/test/clients/python/requirements.txt")).stream()
                        .filter(line -> line.contains("=="))
                        .map(line -> List.of(line.split("==", 2)))
                        .filter(pin -> !TOOLS.contains(pin.get(0)))
                        .collect(Collectors.toMap(pin -> pin.get(0), pin -> pin.get(1)));

        assertThat(table("Python")).isEqualTo(new TreeMap<>(pinned));
    }

    @Test
    void everyPythonRequirementIsPinned() throws IOException {
        assertThat(Files.readAllLines(Path.of("src/test/clients/python/requirements.txt")))
                .allMatch(line -> line.isBlank() || line.startsWith("#") || line.contains("=="));
    }

    @Test
    void nodeTableHasWhatIsInstalled() throws IOException {
        Map<String, String> pinned = new TreeMap<>();
        JsonMapper.shared()
                .readTree(Files.readString(Path.of("src/test/clients/node/package.json")))
                .get("dependencies")
                .properties()
                .forEach(each -> pinned.put(each.getKey(), each.getValue().asString()));
        pinned.keySet().removeAll(TOOLS);

        assertThat(table("JavaScript and TypeScript")).isEqualTo(pinned);
    }

    @Test
    void javaTableHasVersionsOfTheBuild() throws IOException {
        String build = Files.readString(Path.of("src/it/java-clients/pom.xml"));

        assertThat(table("Java").values())
                .isNotEmpty()
                .allSatisfy(version ->
                        assertThat(build).contains("<version>" + version + "</version>"));
    }

    /** Versions by client, of the table below a heading. */
    private static Map<String, String> table(String heading) throws IOException {
        Map<String, String> versions = new TreeMap<>();
        String section = "";
        for (String line : Files.readAllLines(Path.of("docs/compatibility.md"))) {
            Matcher row = ROW.matcher(line);
            if (line.startsWith("## ")) {
                section = line.substring("## ".length());
            } else if (section.equals(heading) && row.matches()) {
                versions.put(row.group(1), row.group(2));
            }
        }
        return versions;
    }
}
