package io.semblance.embedding;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * A model's folder as Hugging Face's libraries save it: {@code config.json}, {@code
 * tokenizer_config.json}, {@code tokenizer.json}, and the graph, {@code onnx/model.onnx} or {@code
 * model.onnx}.
 */
final class ModelFolder {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** More is what {@code model_max_length} holds where nobody has set it. */
    private static final int MAX_LENGTH = 131_072;

    /** Those count positions from the one after that of padding. */
    private static final Set<String> POSITIONS_AFTER_PADDING =
            Set.of("roberta", "xlm-roberta", "camembert");

    private final String id;
    private final Path directory;
    private final String remedy;

    /**
     * @param id of the model
     * @param remedy what to do about a folder that is none
     * @throws ModelLoadException if there is no such folder
     */
    ModelFolder(String id, Path directory, String remedy) {
        this.id = id;
        this.directory = directory.toAbsolutePath().normalize();
        this.remedy = remedy;
        if (!Files.isDirectory(this.directory)) {
            throw refuse("there is no folder " + this.directory);
        }
    }

    String id() {
        return id;
    }

    Path path() {
        return directory;
    }

    /** Location of the graph. */
    String graph() {
        Path nested = directory.resolve("onnx/model.onnx");
        return location(Files.isRegularFile(nested) ? nested : existing("model.onnx"));
    }

    /** Location of the tokenizer. */
    String tokenizer() {
        return location(existing("tokenizer.json"));
    }

    private static String location(Path file) {
        return file.toUri().toString();
    }

    private Path existing(String name) {
        Path file = directory.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw refuse("there is no file " + file);
        }
        return file;
    }

    /**
     * A JSON file.
     *
     * @throws ModelLoadException if there is none, or it is no JSON
     */
    JsonNode required(String name) {
        return parse(existing(name));
    }

    /** The same; an empty object if there is no such file. */
    JsonNode optional(String name) {
        Path file = directory.resolve(name);
        return Files.isRegularFile(file) ? parse(file) : JSON.createObjectNode();
    }

    private JsonNode parse(Path file) {
        try {
            return JSON.readTree(file);
        } catch (JacksonException e) {
            throw new ModelLoadException(
                    "model '%s': %s is not JSON: %s".formatted(id, file, e.getOriginalMessage()),
                    remedy,
                    e);
        }
    }

    /**
     * The most tokens that the model reads: what is asked for, or else what the tokenizer's
     * configuration says, but no more than the model has positions.
     *
     * @param asked null if nothing asks for a length
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

    ModelLoadException refuse(String problem) {
        return new ModelLoadException("model '%s': %s".formatted(id, problem), remedy, null);
    }
}
