package io.semblance.embedding;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

import java.nio.file.Path;

/**
 * The reranker: either a folder, or a graph and a tokenizer; none if neither is set. What is set
 * here beside a folder is stronger than what the folder says.
 *
 * @param id its name in answers
 * @param directory folder of a cross-encoder as sentence-transformers or transformers save it, with
 *     an ONNX export
 * @param onnx location of the graph: {@code classpath:}, {@code file:} or {@code https:}
 * @param tokenizer location of the {@code tokenizer.json}
 * @param maxTokens the most tokens of a query and a text together; 512 unless a folder says
 *     otherwise
 */
@Validated
@ConfigurationProperties("semblance.reranker")
record RerankerProperties(
        @DefaultValue("reranker") @NotBlank String id,
        @Nullable Path directory,
        @Nullable String onnx,
        @Nullable String tokenizer,
        @Nullable @Min(5) @Max(131_072) Integer maxTokens) {}
