package io.semblance.embedding;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads what a sentence-transformers folder says about its model: {@code modules.json}, the pooling
 * module's {@code config.json}, {@code config_sentence_transformers.json} (prompts) and {@code
 * sentence_bert_config.json} (length). The graph is {@code onnx/model.onnx} or {@code model.onnx},
 * on a GPU the {@code model_fp16.onnx} beside it.
 */
final class SentenceTransformersDirectory {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** What {@code model_max_length} holds where nobody set it is far above this. */
    private static final int MAX_LENGTH = 131_072;

    private final String id;
    private final Path directory;

    private SentenceTransformersDirectory(String id, Path directory) {
        this.id = id;
        this.directory = directory;
    }

    /**
     * The model of a folder.
     *
     * @throws ModelLoadException if a file is missing or damaged, or the folder asks for something
     *     that Semblance does not do; it would get other vectors than its makers meant
     */
    static ModelSpec read(String id, Path directory) {
        return new SentenceTransformersDirectory(id, directory.toAbsolutePath().normalize()).read();
    }

    private ModelSpec read() {
        if (!Files.isDirectory(directory)) {
            throw refuse("there is no folder " + directory);
        }
        Pooling pooling = null;
        boolean normalize = false;
        for (JsonNode module : required("modules.json")) {
            String type = module.path("type").asString("");
            switch (type.substring(type.lastIndexOf('.') + 1)) {
                case "Transformer" -> {}
                case "Pooling" -> pooling = pooling(module.path("path").asString("1_Pooling"));
                case "Normalize" -> normalize = true;
                default ->
                        throw refuse(
                                "modules.json in %s asks for the module '%s'; Transformer, Pooling and Normalize are known"
                                        .formatted(directory, type));
            }
        }
        if (pooling == null) {
            throw refuse("modules.json in %s has no Pooling module".formatted(directory));
        }
        JsonNode prompts = optional("config_sentence_transformers.json").path("prompts");
        return new ModelSpec(
                id,
                location(graph()),
                null,
                location(existing("tokenizer.json")),
                pooling,
                normalize,
                prompt(prompts, "query"),
                prompt(prompts, "document", "passage"),
                maxTokens(),
                null);
    }

    private Pooling pooling(String folder) {
        String file = folder + "/config.json";
        JsonNode config = required(file);
        if (!config.path("include_prompt").asBoolean(true)) {
            throw refuse(file + " leaves the prompt out of pooling (include_prompt: false)");
        }
        List<String> modes =
                config.has("pooling_mode")
                        ? List.of(config.path("pooling_mode").asString(""))
                        : config.propertyStream()
                                .filter(e -> e.getKey().startsWith("pooling_mode_"))
                                .filter(e -> e.getValue().asBoolean(false))
                                .map(e -> e.getKey().substring("pooling_mode_".length()))
                                .toList();
        if (modes.size() == 1) {
            switch (modes.getFirst()) {
                case "cls", "cls_token" -> {
                    return Pooling.CLS;
                }
                case "mean", "mean_tokens" -> {
                    return Pooling.MEAN;
                }
                case "lasttoken" -> {
                    return Pooling.LAST;
                }
                default -> {}
            }
        }
        throw refuse(
                "%s in %s asks for pooling %s; one of cls, mean and lasttoken is known"
                        .formatted(file, directory, modes));
    }

    private int maxTokens() {
        JsonNode bert = optional("sentence_bert_config.json");
        if (bert.path("do_lower_case").asBoolean(false)) {
            throw refuse("sentence_bert_config.json asks for do_lower_case, which is not done");
        }
        int positions = optional("config.json").path("max_position_embeddings").asInt(MAX_LENGTH);
        double length =
                bert.path("max_seq_length")
                        .asDouble(
                                optional("tokenizer_config.json")
                                        .path("model_max_length")
                                        .asDouble(positions));
        if (length < 3 || length > MAX_LENGTH) {
            throw refuse(
                    "the folder %s gives no usable length (max_seq_length or model_max_length between 3 and %d, got: %s)"
                            .formatted(directory, MAX_LENGTH, length));
        }
        return (int) Math.min(length, positions);
    }

    private static String prompt(JsonNode prompts, String... names) {
        for (String name : names) {
            if (prompts.path(name).isString()) {
                return prompts.path(name).asString();
            }
        }
        return "";
    }

    private Path graph() {
        Path nested = directory.resolve("onnx/model.onnx");
        return Files.isRegularFile(nested) ? nested : existing("model.onnx");
    }

    private Path existing(String name) {
        Path file = directory.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw refuse("there is no file " + file);
        }
        return file;
    }

    private JsonNode required(String name) {
        return parse(existing(name));
    }

    private JsonNode optional(String name) {
        Path file = directory.resolve(name);
        return Files.isRegularFile(file) ? parse(file) : JSON.createObjectNode();
    }

    private JsonNode parse(Path file) {
        try {
            return JSON.readTree(file);
        } catch (JacksonException e) {
            throw new ModelLoadException(
                    "model '%s': %s is not JSON: %s".formatted(id, file, e.getOriginalMessage()),
                    remedy(),
                    e);
        }
    }

    private static String location(Path file) {
        return file.toUri().toString();
    }

    private ModelLoadException refuse(String problem) {
        return new ModelLoadException("model '%s': %s".formatted(id, problem), remedy(), null);
    }

    private String remedy() {
        return "Point directory of model '%s' in semblance.models at a sentence-transformers folder with an ONNX export (modules.json, 1_Pooling/config.json, tokenizer.json, onnx/model.onnx)."
                .formatted(id);
    }
}
