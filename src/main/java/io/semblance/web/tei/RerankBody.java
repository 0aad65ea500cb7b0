package io.semblance.web.tei;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.semblance.web.embed.TextListReader;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.annotation.JsonDeserialize;

import java.util.List;

/**
 * The body of {@code POST /rerank}, text-embeddings-inference's. Unknown fields are ignored, as its
 * clients expect.
 *
 * @param truncate whether a text that together with the query is too long is truncated, instead of
 *     rejected; true if null
 * @param truncationDirection {@code Right} or {@code Left}: the side that is truncated
 * @param rawScores true to return logits instead of probabilities; false if null
 * @param returnText true to return each text with its score; false if null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record RerankBody(
        @Schema(ref = "RerankText", requiredMode = Schema.RequiredMode.REQUIRED)
                @Nullable String query,
        @Schema(ref = "RerankTexts", requiredMode = Schema.RequiredMode.REQUIRED)
                @JsonDeserialize(using = TextListReader.class)
                @Nullable List<@Nullable String> texts,
        @Schema(defaultValue = "true") @Nullable Boolean truncate,
        @JsonProperty("truncation_direction") @Schema(allowableValues = {"Right", "Left"})
                @Nullable String truncationDirection,
        @JsonProperty("raw_scores") @Schema(defaultValue = "false") @Nullable Boolean rawScores,
        @JsonProperty("return_text") @Schema(defaultValue = "false")
                @Nullable Boolean returnText) {}
