package io.semblance.embedding.model;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.ModelPrompts;
import io.semblance.tokenization.TokenizerSettings;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a sentence-transformers folder: {@code modules.json} and the folders of the modules, {@code
 * config_sentence_transformers.json} (prompts), and the settings of the transformer. The graph is
 * {@code onnx/model.onnx} or {@code model.onnx}, on a GPU the {@code model_fp16.onnx} next to it.
 */
public final class SentenceTransformersDirectory {

    private static final String CONFIG = "config_sentence_transformers.json";
    private static final String MODEL_TYPE = "SentenceTransformer";

    private final ModelFolder folder;
    private final String remedy;

    private SentenceTransformersDirectory(ModelFolder folder, String remedy) {
        this.folder = folder;
        this.remedy = remedy;
    }

    /**
     * Returns the model of a folder.
     *
     * @throws ModelLoadException if a file is missing or damaged, or the folder requires something
     *     that is not supported and would change the vectors
     */
    public static ModelSpec read(String id, Path directory) {
        return read(id, directory, null, null, false);
    }

    /**
     * Returns the model of a folder, with files whose locations may be configured.
     *
     * @param id id of the model
     * @param directory the folder
     * @param onnx location of the graph; null for the one in the folder
     * @param tokenizer location of the tokenizer; null for the one in the folder
     * @param prompted whether prompts are configured in addition to those of the folder
     * @throws ModelLoadException if a file is missing or damaged, or the folder requires something
     *     that is not supported and would change the vectors
     */
    static ModelSpec read(
            String id,
            Path directory,
            @Nullable String onnx,
            @Nullable String tokenizer,
            boolean prompted) {
        String remedy =
                "Point directory of model '%s' in semblance.models at a sentence-transformers folder with an ONNX export (modules.json, 1_Pooling/config.json, tokenizer.json, onnx/model.onnx)."
                        .formatted(id);
        return new SentenceTransformersDirectory(new ModelFolder(id, directory, remedy), remedy)
                .read(onnx, tokenizer, prompted);
    }

    private ModelSpec read(@Nullable String onnx, @Nullable String tokenizer, boolean prompted) {
        JsonNode config = folder.optional(CONFIG);
        requireDenseVectors(config);
        SentenceTransformersModules modules = new SentenceTransformersModules(folder);
        ModelFolder transformer = transformer(modules.transformerPath());
        TransformerSettings settings = new TransformerSettings(transformer);
        TokenizerSettings tokenizerSettings = settings.tokenizer();
        if (tokenizer == null) {
            settings.requireAgreement(tokenizerSettings);
        }
        return new ModelSpec(
                folder.id(),
                onnx != null ? onnx : transformer.graph(),
                null,
                tokenizer != null ? tokenizer : transformer.tokenizer(),
                tokenizerSettings,
                modules.read(transformer, prompted || hasPrompt(config)),
                prompts(config),
                settings.maxTokens(),
                settings.truncationSide(),
                null);
    }

    /** Returns the folder of the transformer, which older models have in a separate one. */
    private ModelFolder transformer(String path) {
        return Files.isRegularFile(folder.path().resolve(path).resolve("tokenizer.json"))
                ? new ModelFolder(folder.id(), folder.path().resolve(path), remedy)
                : folder;
    }

    private void requireDenseVectors(JsonNode config) {
        String type = config.path("model_type").asString(MODEL_TYPE);
        if (!type.equals(MODEL_TYPE)) {
            throw folder.refuse(
                    "%s in %s is that of a %s; expected a %s"
                            .formatted(CONFIG, folder.path(), type, MODEL_TYPE));
        }
        if (config.path("truncate_dim").isNumber()) {
            throw folder.refuse(
                    "%s in %s cuts embeddings to %s dimensions (truncate_dim), which is not supported; remove it and set dimensions in requests"
                            .formatted(CONFIG, folder.path(), config.path("truncate_dim")));
        }
    }

    private static boolean hasPrompt(JsonNode config) {
        return config.path("prompts")
                .valueStream()
                .anyMatch(prompt -> !prompt.asString("").isEmpty());
    }

    private ModelPrompts prompts(JsonNode config) {
        Map<String, String> texts = new LinkedHashMap<>();
        config.path("prompts")
                .propertyStream()
                .forEach(prompt -> texts.put(prompt.getKey(), prompt.getValue().asString("")));
        String defaultName = config.path("default_prompt_name").asString("");
        try {
            return new ModelPrompts(texts, defaultName.isEmpty() ? null : defaultName);
        } catch (IllegalArgumentException e) {
            throw folder.refuse("%s in %s: %s".formatted(CONFIG, folder.path(), e.getMessage()));
        }
    }
}
