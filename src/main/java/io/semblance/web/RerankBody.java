package io.semblance.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.annotation.JsonDeserialize;

import java.util.List;

/**
 * The body of {@code POST /rerank}, text-embeddings-inference's. Unknown fields are ignored, as its
 * clients expect.
 *
 * @param truncate false to refuse a text that with the query is too long; true if null
 * @param truncationDirection {@code Right} or {@code Left}: the end that is cut off
 * @param rawScores true for logits instead of probabilities
 * @param returnText true to have each text in the answer too
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record RerankBody(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String query,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
                @JsonDeserialize(using = BoundedLists.Texts.class)
                @Nullable List<@Nullable String> texts,
        @Schema(defaultValue = "true") @Nullable Boolean truncate,
        @JsonProperty("truncation_direction")
                @Schema(
                        allowableValues = {"Right", "right", "Left", "left"},
                        defaultValue = "Right")
                @Nullable String truncationDirection,
        @JsonProperty("raw_scores") @Schema(defaultValue = "false") @Nullable Boolean rawScores,
        @JsonProperty("return_text") @Schema(defaultValue = "false")
                @Nullable Boolean returnText) {}
