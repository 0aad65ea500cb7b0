package io.semblance.embedding.model;

import io.semblance.embedding.Pooling;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The models, and where their files are kept.
 *
 * @param model id, alias or Hugging Face name of the default model, which is used when a request
 *     does not name one
 * @param models your own models, in addition to the built-in ones; a model with the id of a
 *     built-in one replaces it
 * @param dataDir folder for everything that Semblance writes: the collections, and unpacked and
 *     downloaded models
 * @param modelAliases additional names of models in requests: each alias with the id of its model
 */
@Validated
@ConfigurationProperties("semblance")
public record ModelProperties(
        @DefaultValue("bge-small-en-v1.5") @NotBlank String model,
        @DefaultValue List<@Valid Model> models,
        @DefaultValue("./data") Path dataDir,
        @DefaultValue Map<String, String> modelAliases) {

    /**
     * A configured model: either a sentence-transformers folder, or a graph and a tokenizer.
     * Properties take precedence over the files of the folder.
     *
     * @param id name of the model in requests
     * @param directory a sentence-transformers folder with an ONNX export
     * @param onnx location of the graph: {@code classpath:}, {@code file:} or {@code https:},
     *     optionally with {@code #sha256=} and its digest
     * @param tokenizer location of the {@code tokenizer.json}: {@code classpath:}, {@code file:} or
     *     {@code https:}
     * @param pooling {@code cls}, {@code mean} or {@code last}; required without a folder, unless
     *     the graph has an output {@code sentence_embedding}
     * @param normalize whether embeddings get unit length; if not set, as in the folder, else true
     * @param queryPrefix text that is put before queries (the prompt {@code query})
     * @param documentPrefix text that is put before passages (the prompt {@code document})
     * @param prompts texts that requests put before their inputs with {@code prompt_name}, by name
     * @param defaultPromptName the prompt of requests that do not name one; empty for no prompt,
     *     even if the folder has a default
     * @param maxTokens maximum tokens of a text, special tokens and prefix included; if not set, as
     *     in the folder, else 512
     * @param dimensions components of the graph's output; if set, a different number fails the load
     */
    public record Model(
            @NotBlank String id,
            @Nullable Path directory,
            @Nullable String onnx,
            @Nullable String tokenizer,
            @Nullable Pooling pooling,
            @Nullable Boolean normalize,
            @Nullable String queryPrefix,
            @Nullable String documentPrefix,
            @DefaultValue Map<String, String> prompts,
            @Nullable String defaultPromptName,
            @Nullable @Min(3) @Max(131_072) Integer maxTokens,
            @Nullable @Min(1) @Max(16_384) Integer dimensions) {

        /** Creates a model from all properties. */
        @ConstructorBinding
        public Model {
            prompts = Map.copyOf(prompts);
        }

        /** Creates a model without prompts other than those for queries and documents. */
        public Model(
                String id,
                @Nullable Path directory,
                @Nullable String onnx,
                @Nullable String tokenizer,
                @Nullable Pooling pooling,
                @Nullable Boolean normalize,
                @Nullable String queryPrefix,
                @Nullable String documentPrefix,
                @Nullable Integer maxTokens,
                @Nullable Integer dimensions) {
            this(
                    id,
                    directory,
                    onnx,
                    tokenizer,
                    pooling,
                    normalize,
                    queryPrefix,
                    documentPrefix,
                    Map.of(),
                    null,
                    maxTokens,
                    dimensions);
        }
    }
}
