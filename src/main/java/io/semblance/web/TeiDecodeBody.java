package io.semblance.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /decode}: text-embeddings-inference's, with {@code model} added.
 *
 * @param ids of one text, or a list of such lists
 * @param skipSpecialTokens true if null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record TeiDecodeBody(
        @Schema(ref = "TokenIdLists", requiredMode = Schema.RequiredMode.REQUIRED)
                @Nullable Inputs ids,
        @JsonProperty("skip_special_tokens") @Schema(defaultValue = "true")
                @Nullable Boolean skipSpecialTokens,
        @Nullable String model) {}
