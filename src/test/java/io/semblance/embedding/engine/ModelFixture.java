package io.semblance.embedding.engine;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A tiny model folder of {@code src/test/models} with what is expected of it; the README there says
 * how it is laid out.
 *
 * @param kind {@code embedding} or {@code reranker}
 * @param expected the JSON file beside the folder
 */
record ModelFixture(String kind, String name, JsonNode expected) {

    private static final Path MODELS = Path.of("src/test/models");
    private static final List<String> LOCATIONS = List.of("onnx", "tokenizer");

    /** All of a kind, by name. */
    static List<ModelFixture> all(String kind) throws IOException {
        try (Stream<Path> files = Files.list(MODELS.resolve(kind))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".json"))
                    .sorted()
                    .map(file -> named(kind, file.substring(0, file.length() - ".json".length())))
                    .toList();
        }
    }

    private static ModelFixture named(String kind, String name) {
        Path file = MODELS.resolve(kind).resolve(name + ".json");
        return new ModelFixture(kind, name, JsonMapper.shared().readTree(file));
    }

    /** Whether the folder must be refused. */
    boolean refused() {
        return expected.has("refusal");
    }

    /** What the refusal must say. */
    String[] refusal() {
        return expected.path("refusal")
                .valueStream()
                .map(JsonNode::asString)
                .toArray(String[]::new);
    }

    /** Puts the folder together: first the one that it is based on, then its own files. */
    Path assemble(Path target) throws IOException {
        String base = expected.path("base").asString("");
        if (!base.isEmpty()) {
            named(kind, base).assemble(target);
        }
        for (JsonNode removed : expected.path("removed")) {
            Files.delete(target.resolve(removed.asString()));
        }
        Path folder = MODELS.resolve(kind).resolve(name);
        if (Files.isDirectory(folder)) {
            copy(folder, target);
        }
        return target;
    }

    private static void copy(Path folder, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(folder.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /**
     * The configuration of a model in a folder: by the folder, unless the fixture names the graph.
     */
    <T> T configuration(Path folder, Class<T> type) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("model.id", name);
        JsonNode own = expected.path("properties");
        if (!own.has("onnx")) {
            properties.put("model.directory", folder.toString());
        }
        own.propertyStream()
                .forEach(entry -> {
                    String value = entry.getValue().asString();
                    boolean location = LOCATIONS.contains(entry.getKey());
                    properties.put(
                            "model." + entry.getKey(),
                            location ? "file:" + folder.resolve(value) : value);
                });
        return new Binder(new MapConfigurationPropertySource(properties)).bind("model", type).get();
    }

    @Override
    public String toString() {
        return name;
    }
}
