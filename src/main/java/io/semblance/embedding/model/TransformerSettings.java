package io.semblance.embedding.model;

import io.semblance.embedding.ModelLoadException;
import io.semblance.tokenization.AddedToken;
import io.semblance.tokenization.Encoding;
import io.semblance.tokenization.Tokenizer;
import io.semblance.tokenization.TokenizerException;
import io.semblance.tokenization.TokenizerSettings;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeType;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the settings of a transformer's tokenizer and length from its folder: {@code
 * tokenizer_config.json}, {@code config.json}, and sentence-transformers' {@code
 * sentence_bert_config.json} or an older name of that file.
 */
final class TransformerSettings {

    /** Names of the file in sentence-transformers' order: the first that is not empty counts. */
    private static final List<String> FILES =
            List.of(
                    "sentence_bert_config.json",
                    "sentence_roberta_config.json",
                    "sentence_distilbert_config.json",
                    "sentence_camembert_config.json",
                    "sentence_albert_config.json",
                    "sentence_xlm-roberta_config.json",
                    "sentence_xlnet_config.json");

    /** Arguments of tokenizers that are read here, or that have no effect on tokens. */
    private static final Set<String> TOKENIZER_ARGUMENTS =
            Set.of(
                    "model_max_length",
                    "truncation_side",
                    "padding_side",
                    "do_lower_case",
                    "strip_accents",
                    "tokenize_chinese_chars",
                    "add_prefix_space",
                    "use_fast",
                    "clean_up_tokenization_spaces",
                    "trust_remote_code",
                    "revision",
                    "token",
                    "cache_dir",
                    "local_files_only");

    /** What sentence-transformers runs a transformer for, with the values in its configuration. */
    enum Task {
        /** Vectors of tokens. */
        FEATURES("feature-extraction", "token_embeddings", "last_hidden_state"),
        /** The score of a pair. */
        SCORES("sequence-classification", "scores", "logits");

        private final String id;
        private final String output;
        private final String modelOutput;

        Task(String id, String output, String modelOutput) {
            this.id = id;
            this.output = output;
            this.modelOutput = modelOutput;
        }
    }

    private static final String TOKENIZER_FILE = "tokenizer_config.json";

    private static final String LENGTH = "model_max_length";

    private static final List<String> BOOLEANS =
            List.of(
                    "do_lower_case",
                    "strip_accents",
                    "tokenize_chinese_chars",
                    "add_prefix_space",
                    "keep_accents",
                    "split_by_punct",
                    "split_special_tokens");

    private final ModelFolder folder;
    private final Task task;
    private final String file;
    private final JsonNode transformer;
    private final JsonNode tokenizer;

    /**
     * Reads the settings of an embedding model.
     *
     * @throws ModelLoadException if a file is damaged, or requires something that is not supported
     */
    TransformerSettings(ModelFolder folder) {
        this(folder, Task.FEATURES);
    }

    /**
     * Reads the settings of a model for a task.
     *
     * @throws ModelLoadException if a file is damaged, or requires something that is not supported
     */
    TransformerSettings(ModelFolder folder, Task task) {
        this.folder = folder;
        this.task = task;
        this.file =
                FILES.stream()
                        .filter(name -> !folder.optional(name).isEmpty())
                        .findFirst()
                        .orElse(FILES.getFirst());
        this.transformer = folder.optional(file);
        requireFeatures();
        requireTexts();
        this.tokenizer = tokenizerConfig();
        requireTypes();
        requireNot("split_special_tokens");
        requireNot("split_by_punct");
    }

    /** Requires the right type of each setting, so that none is ignored because of its type. */
    private void requireTypes() {
        folder.requireType(file, transformer, "max_seq_length", JsonNodeType.NUMBER);
        folder.requireType(file, transformer, "do_lower_case", JsonNodeType.BOOLEAN);
        for (String name : BOOLEANS) {
            folder.requireType(TOKENIZER_FILE, tokenizer, name, JsonNodeType.BOOLEAN);
        }
        folder.requireType(TOKENIZER_FILE, tokenizer, LENGTH, JsonNodeType.NUMBER);
        folder.requireType(TOKENIZER_FILE, tokenizer, "truncation_side", JsonNodeType.STRING);
        folder.requireType(TOKENIZER_FILE, tokenizer, "tokenizer_class", JsonNodeType.STRING);
        folder.requireType(TOKENIZER_FILE, tokenizer, "model_input_names", JsonNodeType.ARRAY);
    }

    private void requireNot(String name) {
        if (tokenizer.path(name).asBoolean(false)) {
            throw folder.refuse(
                    "%s in %s sets %s to true, which is not supported; expected false"
                            .formatted(TOKENIZER_FILE, folder.path(), name));
        }
    }

    private void requireFeatures() {
        require("transformer_task", task.id);
        require("module_output_name", task.output);
        for (String name : List.of("query_length", "document_length", "query_expansion")) {
            if (transformer.hasNonNull(name)) {
                throw folder.refuse(
                        "%s in %s sets %s, which is not supported"
                                .formatted(file, folder.path(), name));
            }
        }
        if (!transformer.path("processing_kwargs").isEmpty()) {
            throw folder.refuse(
                    "%s in %s has processing_kwargs %s, which are not supported"
                            .formatted(file, folder.path(), transformer.path("processing_kwargs")));
        }
    }

    private void require(String name, String expected) {
        String value = transformer.path(name).asString(expected);
        if (!value.equals(expected)) {
            throw folder.refuse(
                    "%s in %s has the %s '%s'; expected %s"
                            .formatted(file, folder.path(), name, value, expected));
        }
    }

    /**
     * Requires that the model reads plain texts. Others read them through a chat template, or read
     * images.
     */
    private void requireTexts() {
        JsonNode modalities = transformer.path("modality_config");
        if (modalities.isEmpty()) {
            return;
        }
        if (!modalities.has("text")) {
            throw folder.refuse(
                    "%s in %s has the modalities %s; expected text"
                            .formatted(file, folder.path(), modalities.propertyNames()));
        }
        JsonNode text = modalities.path("text");
        requireText("method", text.path("method"), "forward");
        JsonNode output = text.path("method_output_name");
        // A list is a path into nested outputs.
        requireText(
                "method_output_name",
                output.isArray() && output.size() == 1 ? output.path(0) : output,
                task.modelOutput);
    }

    private void requireText(String name, JsonNode value, String expected) {
        boolean none = value.isMissingNode() || value.isNull();
        if (!none && !(value.isString() && value.asString().equals(expected))) {
            throw folder.refuse(
                    "%s in %s has the %s %s for a text; expected \"%s\""
                            .formatted(file, folder.path(), name, value, expected));
        }
    }

    /** Returns the tokenizer's configuration, merged with the arguments in the transformer's. */
    private JsonNode tokenizerConfig() {
        JsonNode config = folder.optional(TOKENIZER_FILE);
        JsonNode arguments = arguments();
        if (arguments.isEmpty() || !(config instanceof ObjectNode merged)) {
            return config;
        }
        for (var argument : arguments.properties()) {
            if (!TOKENIZER_ARGUMENTS.contains(argument.getKey())) {
                throw folder.refuse(
                        "%s in %s creates its tokenizer with %s, which is not supported"
                                .formatted(file, folder.path(), argument.getKey()));
            }
            merged.set(argument.getKey(), argument.getValue());
        }
        return merged;
    }

    private JsonNode arguments() {
        return transformer.path(
                transformer.has("tokenizer_args") ? "tokenizer_args" : "processor_kwargs");
    }

    /**
     * Returns whether the folder states that texts are read directly and not through a chat
     * template.
     */
    boolean readsTextsAsTheyAre() {
        JsonNode modalities = transformer.path("modality_config");
        return modalities.has("text") && !modalities.has("message");
    }

    /** Returns the settings that take precedence over the {@code tokenizer.json}. */
    TokenizerSettings tokenizer() {
        return TokenizerSettings.of(
                tokenizer,
                folder.optional("config.json"),
                transformer.path("do_lower_case").asBoolean(false),
                namedTokens());
    }

    private List<AddedToken> namedTokens() {
        List<AddedToken> tokens = new ArrayList<>();
        tokens.addAll(AddedToken.ofSettings(TOKENIZER_FILE, tokenizer));
        tokens.addAll(
                AddedToken.ofSettings(
                        "special_tokens_map.json", folder.optional("special_tokens_map.json")));
        tokens.addAll(AddedToken.ofIds("added_tokens.json", folder.optional("added_tokens.json")));
        return tokens;
    }

    /**
     * Checks, without loading it, that the folder's {@code tokenizer.json} agrees with settings.
     *
     * @throws ModelLoadException if it contradicts them
     */
    void requireAgreement(TokenizerSettings settings) {
        Path json = folder.path().resolve("tokenizer.json");
        try {
            if (Files.isRegularFile(json)) {
                Tokenizer.requireAgreement(json, settings);
            }
        } catch (TokenizerException e) {
            throw ModelLoadException.badTokenizer(folder.id(), e);
        }
    }

    /** Returns the most tokens that the model reads. */
    int maxTokens() {
        JsonNode argument = arguments().path(LENGTH);
        return folder.maxTokens(
                asked(
                        argument.isNumber() ? argument : transformer.path("max_seq_length"),
                        tokenizer.path(LENGTH)));
    }

    private static @Nullable Double asked(JsonNode own, JsonNode tokenizers) {
        if (own.isNumber()) {
            return own.asDouble();
        }
        return tokenizers.isNumber() ? tokenizers.asDouble() : null;
    }

    /** Returns the side that is cut off a text that is too long. */
    Encoding.Side truncationSide() {
        String side = tokenizer.path("truncation_side").asString("");
        return switch (side) {
            case "" -> Tokenizer.truncationSide(folder.path().resolve("tokenizer.json"));
            case "left" -> Encoding.Side.LEFT;
            case "right" -> Encoding.Side.RIGHT;
            default ->
                    throw folder.refuse(
                            "tokenizer_config.json in %s has the truncation_side '%s'; expected left or right"
                                    .formatted(folder.path(), side));
        };
    }
}
