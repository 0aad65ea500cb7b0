package io.semblance.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /tokenize}: text-embeddings-inference's, with {@code model} and {@code
 * kind} added.
 *
 * @param addSpecialTokens those that the model wants around a text; true if null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record TeiTokenizeBody(
        @Schema(ref = "Texts", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable Inputs inputs,
        @JsonProperty("add_special_tokens") @Schema(defaultValue = "true")
                @Nullable Boolean addSpecialTokens,
        @JsonProperty("prompt_name") @Schema(allowableValues = {"query", "document"})
                @Nullable String promptName,
        @Nullable String model,
        @Schema(allowableValues = {"query", "document"}) @Nullable String kind) {}
