package io.semblance.embedding;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.List;

/**
 * Reads what a sentence-transformers folder says about its model: {@code modules.json}, the pooling
 * module's {@code config.json}, {@code config_sentence_transformers.json} (prompts) and {@code
 * sentence_bert_config.json} (length). The graph is {@code onnx/model.onnx} or {@code model.onnx},
 * on a GPU the {@code model_fp16.onnx} beside it.
 */
final class SentenceTransformersDirectory {

    private final ModelFolder folder;

    private SentenceTransformersDirectory(ModelFolder folder) {
        this.folder = folder;
    }

    /**
     * The model of a folder.
     *
     * @throws ModelLoadException if a file is missing or damaged, or the folder asks for something
     *     that Semblance does not do; it would get other vectors than its makers meant
     */
    static ModelSpec read(String id, Path directory) {
        return new SentenceTransformersDirectory(
                        new ModelFolder(
                                id,
                                directory,
                                "Point directory of model '%s' in semblance.models at a sentence-transformers folder with an ONNX export (modules.json, 1_Pooling/config.json, tokenizer.json, onnx/model.onnx)."
                                        .formatted(id)))
                .read();
    }

    private ModelSpec read() {
        Pooling pooling = null;
        boolean normalize = false;
        for (JsonNode module : folder.required("modules.json")) {
            String type = module.path("type").asString("");
            switch (type.substring(type.lastIndexOf('.') + 1)) {
                case "Transformer" -> {}
                case "Pooling" -> pooling = pooling(module.path("path").asString("1_Pooling"));
                case "Normalize" -> normalize = true;
                default ->
                        throw folder.refuse(
                                "modules.json in %s asks for the module '%s'; Transformer, Pooling and Normalize are known"
                                        .formatted(folder.path(), type));
            }
        }
        if (pooling == null) {
            throw folder.refuse(
                    "modules.json in %s has no Pooling module".formatted(folder.path()));
        }
        JsonNode prompts = folder.optional("config_sentence_transformers.json").path("prompts");
        return new ModelSpec(
                folder.id(),
                folder.graph(),
                null,
                folder.tokenizer(),
                pooling,
                normalize,
                prompt(prompts, "query"),
                prompt(prompts, "document", "passage"),
                maxTokens(),
                null);
    }

    private Pooling pooling(String module) {
        String file = module + "/config.json";
        JsonNode config = folder.required(file);
        if (!config.path("include_prompt").asBoolean(true)) {
            throw folder.refuse(file + " leaves the prompt out of pooling (include_prompt: false)");
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
        throw folder.refuse(
                "%s in %s asks for pooling %s; one of cls, mean and lasttoken is known"
                        .formatted(file, folder.path(), modes));
    }

    private int maxTokens() {
        JsonNode bert = folder.optional("sentence_bert_config.json");
        if (bert.path("do_lower_case").asBoolean(false)) {
            throw folder.refuse(
                    "sentence_bert_config.json asks for do_lower_case, which is not done");
        }
        return folder.maxTokens(
                bert.path("max_seq_length").isNumber()
                        ? bert.path("max_seq_length").asDouble()
                        : null);
    }

    private static String prompt(JsonNode prompts, String... names) {
        for (String name : names) {
            if (prompts.path(name).isString()) {
                return prompts.path(name).asString();
            }
        }
        return "";
    }
}
