package io.semblance.embedding.model;

import io.semblance.embedding.ModelLoadException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model's folder as Hugging Face's libraries save it: {@code config.json}, {@code
 * tokenizer_config.json}, {@code tokenizer.json}, and the graph, {@code onnx/model.onnx} or {@code
 * model.onnx}.
 */
final class ModelFolder {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Greatest usable length. {@code model_max_length} is larger if it was never set. */
    private static final int MAX_LENGTH = 131_072;

    private static final List<String> GRAPHS = List.of("onnx/model.onnx", "model.onnx");

    /** Types of models whose positions start after the one of padding. */
    private static final Set<String> POSITIONS_AFTER_PADDING =
            Set.of("roberta", "xlm-roberta", "camembert", "mpnet", "longformer");

    private final String id;
    private final Path directory;
    private final String remedy;

    /**
     * Opens a folder.
     *
     * @param id id of the model
     * @param directory the folder
     * @param remedy what to do about a folder that is not a model's
     * @throws ModelLoadException if the folder does not exist
     */
    ModelFolder(String id, Path directory, String remedy) {
        this.id = id;
        this.directory = directory.toAbsolutePath().normalize();
        this.remedy = remedy;
        if (!Files.isDirectory(this.directory)) {
            throw new ModelLoadException(
                    ModelLoadException.Reason.MISSING_FILE,
                    "model '%s': there is no folder %s".formatted(id, this.directory),
                    remedy,
                    null);
        }
    }

    String id() {
        return id;
    }

    Path path() {
        return directory;
    }

    /**
     * Returns the location of the graph.
     *
     * @throws ModelLoadException if the folder has no graph with a usual name; the message lists
     *     the others
     */
    String graph() {
        return GRAPHS.stream()
                .map(directory::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .map(ModelFolder::location)
                .orElseThrow(this::noGraph);
    }

    private ModelLoadException noGraph() {
        List<Path> others = graphs();
        return new ModelLoadException(
                ModelLoadException.Reason.MISSING_FILE,
                "model '%s': there is no file %s; %s"
                        .formatted(
                                id,
                                GRAPHS.stream()
                                        .map(graph -> directory.resolve(graph).toString())
                                        .collect(Collectors.joining(" or ")),
                                others.isEmpty()
                                        ? "the folder has no .onnx file"
                                        : "the folder's .onnx files are "
                                                + others.stream()
                                                        .map(directory::relativize)
                                                        .map(Path::toString)
                                                        .collect(Collectors.joining(", "))),
                others.isEmpty()
                        ? remedy
                        : "Configure one of them in addition to the directory: onnx=file:"
                                + others.getFirst(),
                null);
    }

    /** Returns the graphs with other names, in the folders of the usual ones. */
    private List<Path> graphs() {
        List<Path> graphs = new ArrayList<>();
        for (Path folder : List.of(directory, directory.resolve("onnx"))) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.filter(file -> file.toString().endsWith(".onnx"))
                            .sorted()
                            .forEach(graphs::add);
                } catch (IOException | UncheckedIOException e) {
                    // The folder cannot be listed, so there is nothing to suggest.
                }
            }
        }
        return graphs;
    }

    /** Returns the location of the tokenizer. */
    String tokenizer() {
        return location(existing("tokenizer.json"));
    }

    private static String location(Path file) {
        return file.toUri().toString();
    }

    private Path existing(String name) {
        Path file = directory.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new ModelLoadException(
                    ModelLoadException.Reason.MISSING_FILE,
                    "model '%s': there is no file %s".formatted(id, file),
                    remedy,
                    null);
        }
        return file;
    }

    /**
     * Reads a JSON file.
     *
     * @throws ModelLoadException if it does not exist or is not JSON
     */
    JsonNode required(String name) {
        return parse(existing(name));
    }

    /** Returns whether a file exists. */
    boolean has(String name) {
        return Files.isRegularFile(directory.resolve(name));
    }

    /**
     * Reads a JSON file; returns an empty object if it does not exist.
     *
     * @throws ModelLoadException if it is not JSON
     */
    JsonNode optional(String name) {
        Path file = directory.resolve(name);
        return Files.isRegularFile(file) ? parse(file) : JSON.createObjectNode();
    }

    private JsonNode parse(Path file) {
        try {
            return JSON.readTree(file);
        } catch (JacksonException e) {
            throw new ModelLoadException(
                    ModelLoadException.Reason.DAMAGED_FILE,
                    "model '%s': %s is not JSON: %s".formatted(id, file, e.getOriginalMessage()),
                    remedy,
                    e);
        }
    }

    /**
     * Returns the most tokens that the model reads: the requested length, or else the length in the
     * tokenizer's configuration, but at most the number of the model's positions.
     *
     * @param asked the requested length; null if there is none
     */
    int maxTokens(@Nullable Double asked) {
        double said =
                optional("tokenizer_config.json")
                        .path("model_max_length")
                        .asDouble(Double.POSITIVE_INFINITY);
        double length = Math.min(asked != null ? asked : said, positions());
        if (length < 3 || length > MAX_LENGTH) {
            throw refuse(
                    "the folder %s gives no usable length (max_seq_length, model_max_length or max_position_embeddings between 3 and %d, got: %s)"
                            .formatted(directory, MAX_LENGTH, length));
        }
        return (int) length;
    }

    private double positions() {
        JsonNode config = optional("config.json");
        double positions =
                config.path("max_position_embeddings").asDouble(Double.POSITIVE_INFINITY);
        boolean afterPadding =
                POSITIONS_AFTER_PADDING.contains(config.path("model_type").asString(""));
        return afterPadding ? positions - config.path("pad_token_id").asInt(1) - 1 : positions;
    }

    /**
     * Checks the type of a member of a file.
     *
     * @param file name of the file, for the message
     * @param content content of the file
     * @param member name of the member
     * @param type the expected type
     * @throws ModelLoadException if the member is set and has another type
     */
    void requireType(String file, JsonNode content, String member, JsonNodeType type) {
        if (content.hasNonNull(member) && content.path(member).getNodeType() != type) {
            throw refuse(
                    "%s in %s has the %s %s; expected %s"
                            .formatted(
                                    file,
                                    directory,
                                    member,
                                    content.path(member),
                                    type.name().toLowerCase(Locale.ROOT)));
        }
    }

    ModelLoadException refuse(String problem) {
        return new ModelLoadException("model '%s': %s".formatted(id, problem), remedy, null);
    }
}
