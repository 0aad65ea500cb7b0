package io.semblance.embedding.model;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

import java.nio.file.Path;

/**
 * The reranker: either a folder, or a graph and a tokenizer. There is none if neither is set.
 * Properties take precedence over the files of the folder.
 *
 * @param id name of the reranker in responses
 * @param directory folder of a cross-encoder with an ONNX export, as sentence-transformers or
 *     transformers save it; setting it enables reranking
 * @param onnx location of the graph, {@code classpath:}, {@code file:} or {@code https:}; required
 *     without a folder
 * @param tokenizer location of the {@code tokenizer.json}, {@code classpath:}, {@code file:} or
 *     {@code https:}; required without a folder
 * @param maxTokens maximum tokens of a query and a text together; if not set, as in the folder,
 *     else 512
 * @param queryTemplate text around a query, with {@code {query}} in the place of the query;
 *     replaces a prompt or chat template of the folder
 * @param documentTemplate text around each text, with {@code {document}} in the place of the text;
 *     replaces a chat template of the folder
 */
@Validated
@ConfigurationProperties("semblance.reranker")
public record RerankerProperties(
        @DefaultValue("reranker") @NotBlank String id,
        @Nullable Path directory,
        @Nullable String onnx,
        @Nullable String tokenizer,
        @Nullable @Min(5) @Max(131_072) Integer maxTokens,
        @Nullable String queryTemplate,
        @Nullable String documentTemplate) {

    /** Binds the properties. */
    @ConstructorBinding
    public RerankerProperties {}

    /** Creates a reranker without configured templates. */
    public RerankerProperties(
            String id,
            @Nullable Path directory,
            @Nullable String onnx,
            @Nullable String tokenizer,
            @Nullable Integer maxTokens) {
        this(id, directory, onnx, tokenizer, maxTokens, null, null);
    }
}
