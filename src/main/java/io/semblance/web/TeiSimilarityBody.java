package io.semblance.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.annotation.JsonDeserialize;

import java.util.List;

/**
 * The body of {@code POST /similarity}: text-embeddings-inference's, with {@code model} and {@code
 * kind} added.
 *
 * @param model the default one if null
 * @param kind {@code query} or {@code document}: puts the model's prefix before each text
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record TeiSimilarityBody(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable Sentences inputs,
        @Nullable Parameters parameters,
        @Nullable String model,
        @Schema(allowableValues = {"query", "document"}) @Nullable String kind) {

    /** What is compared with what. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Sentences(
            @JsonProperty("source_sentence") @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
                    @Nullable String source,
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
                    @JsonDeserialize(using = BoundedLists.Texts.class)
                    @Nullable List<@Nullable String> sentences) {}

    /** As the fields of {@link TeiEmbedBody}. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Parameters(
            @Schema(defaultValue = "true") @Nullable Boolean truncate,
            @JsonProperty("truncation_direction")
                    @Schema(
                            allowableValues = {"Right", "right", "Left", "left"},
                            defaultValue = "Right")
                    @Nullable String truncationDirection,
            @JsonProperty("prompt_name") @Schema(allowableValues = {"query", "document"})
                    @Nullable String promptName) {

        static final Parameters NONE = new Parameters(null, null, null);
    }
}
