package io.semblance.embedding.model;

import io.semblance.embedding.ModelLoadException;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.List;

/**
 * Reads a cross-encoder's folder: {@code config.json}, {@code tokenizer_config.json}, and the files
 * of sentence-transformers ({@code modules.json}, {@code config_sentence_transformers.json}, {@code
 * sentence_bert_config.json}).
 */
final class RerankerFolder {

    private static final String SEQUENCE_CLASSIFICATION = "ForSequenceClassification";

    private final ModelFolder folder;
    private final TransformerSettings transformer;

    /**
     * Reads and checks the folder.
     *
     * @throws ModelLoadException if a file is missing or damaged, or requires something that is not
     *     supported and would change the scores
     */
    RerankerFolder(ModelFolder folder) {
        this.folder = folder;
        requireArchitecture();
        requireOneLabel();
        requireOnlyTransformer();
        this.transformer = new TransformerSettings(folder, TransformerSettings.Task.SCORES);
    }

    private void requireArchitecture() {
        String architecture =
                folder.required("config.json").path("architectures").path(0).asString("");
        // The graph shows what the configuration does not state.
        if (!architecture.isEmpty() && !architecture.endsWith(SEQUENCE_CLASSIFICATION)) {
            throw folder.refuse(
                    "config.json in %s is that of a '%s'; a reranker is a …%s"
                            .formatted(folder.path(), architecture, SEQUENCE_CLASSIFICATION));
        }
    }

    private void requireOneLabel() {
        JsonNode config = folder.required("config.json");
        int labels =
                config.has("id2label")
                        ? config.path("id2label").size()
                        : config.path("num_labels").asInt(1);
        if (labels != 1) {
            throw folder.refuse(
                    "config.json in %s gives the model %d labels; a reranker has 1"
                            .formatted(folder.path(), labels));
        }
    }

    /** Requires a single module, because the score of other models is not the graph's logit. */
    private void requireOnlyTransformer() {
        for (JsonNode module : folder.optional("modules.json")) {
            String type = module.path("type").asString("");
            if (!type.substring(type.lastIndexOf('.') + 1).equals("Transformer")) {
                throw folder.refuse(
                        "modules.json in %s has the module '%s'; a reranker has a Transformer only"
                                .formatted(folder.path(), type));
            }
        }
    }

    /**
     * Returns the text that is put around query and texts: the default prompt before the query.
     *
     * @throws ModelLoadException if it is a chat template, which is not supported, or the default
     *     prompt is not among the prompts
     */
    RerankerTemplate template() {
        String chatTemplate = chatTemplate();
        if (chatTemplate != null) {
            throw new ModelLoadException(
                    "model '%s': the folder %s has a chat template (%s), which is not rendered; without it, all scores would be wrong"
                            .formatted(folder.id(), folder.path(), chatTemplate),
                    "Set semblance.reranker.query-template and semblance.reranker.document-template"
                            + " to the text that it puts around query and document: see"
                            + " docs/models.md.",
                    null);
        }
        JsonNode config = folder.optional("config_sentence_transformers.json");
        String name = config.path("default_prompt_name").asString("");
        if (name.isEmpty()) {
            return RerankerTemplate.NONE;
        }
        JsonNode prompt = config.path("prompts").path(name);
        if (!prompt.isString()) {
            throw folder.refuse(
                    "config_sentence_transformers.json in %s has the default_prompt_name '%s', but its prompts are %s"
                            .formatted(
                                    folder.path(), name, config.path("prompts").propertyNames()));
        }
        return RerankerTemplate.prompt(prompt.asString());
    }

    /**
     * Returns the file with a chat template; null if there is none, or the folder states that it is
     * not applied.
     */
    private @Nullable String chatTemplate() {
        if (transformer.readsTextsAsTheyAre()) {
            return null;
        }
        for (String file : List.of("chat_template.jinja", "chat_template.json")) {
            if (folder.has(file)) {
                return file;
            }
        }
        JsonNode template = folder.optional("tokenizer_config.json").path("chat_template");
        return template.isMissingNode() || template.isNull() ? null : "tokenizer_config.json";
    }

    /** Returns the length, the tokenizer settings and the truncation side. */
    TransformerSettings transformer() {
        return transformer;
    }
}
