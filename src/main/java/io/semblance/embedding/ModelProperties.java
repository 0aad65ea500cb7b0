package io.semblance.embedding;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

import java.nio.file.Path;
import java.util.List;

/**
 * The models and where their files are kept.
 *
 * @param model id of the default model
 * @param models models beside those of the catalogue; one of the same id takes its place
 * @param dataDir folder for all that Semblance writes; class-path and downloaded models are kept
 *     below it
 */
@Validated
@ConfigurationProperties("semblance")
record ModelProperties(
        @DefaultValue("bge-small-en-v1.5") @NotBlank String model,
        @DefaultValue List<@Valid Model> models,
        @DefaultValue("./data") Path dataDir) {

    /**
     * One model: either a sentence-transformers folder, or a graph and a tokenizer. What is set
     * here beside a folder is stronger than what the folder says.
     *
     * @param id its name in requests
     * @param directory a sentence-transformers folder
     * @param onnx location of the graph: {@code classpath:}, {@code file:} or {@code https:}
     * @param tokenizer location of the {@code tokenizer.json}
     * @param pooling {@code cls}, {@code mean} or {@code last}; required without a folder
     * @param normalize whether embeddings get unit length; true unless a folder says otherwise
     * @param queryPrefix put before queries
     * @param documentPrefix put before passages
     * @param maxTokens the most tokens of a text; 512 unless a folder says otherwise
     * @param dimensions components that the graph must yield; checked if set
     */
    record Model(
            @NotBlank String id,
            @Nullable Path directory,
            @Nullable String onnx,
            @Nullable String tokenizer,
            @Nullable Pooling pooling,
            @Nullable Boolean normalize,
            @Nullable String queryPrefix,
            @Nullable String documentPrefix,
            @Nullable @Min(3) @Max(131_072) Integer maxTokens,
            @Nullable @Min(1) @Max(16_384) Integer dimensions) {}
}
