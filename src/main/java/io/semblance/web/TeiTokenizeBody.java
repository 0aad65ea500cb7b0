package io.semblance.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /tokenize}: text-embeddings-inference's, with {@code model} and {@code
 * kind} added.
 *
 * @param addSpecialTokens those that the model wants around a text; true if null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record TeiTokenizeBody(
        @Nullable Inputs inputs,
        @JsonProperty("add_special_tokens") @Nullable Boolean addSpecialTokens,
        @JsonProperty("prompt_name") @Nullable String promptName,
        @Nullable String model,
        @Nullable String kind) {}
