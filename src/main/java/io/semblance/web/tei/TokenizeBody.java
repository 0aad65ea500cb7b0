package io.semblance.web.tei;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.semblance.web.embed.InputList;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /tokenize}: text-embeddings-inference's, with {@code model} and {@code
 * kind} added.
 *
 * @param addSpecialTokens whether the model's special tokens are added; true if null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(name = "TeiTokenizeBody")
record TokenizeBody(
        @Schema(ref = "Texts", requiredMode = Schema.RequiredMode.REQUIRED)
                @Nullable InputList inputs,
        @JsonProperty("add_special_tokens") @Schema(defaultValue = "true")
                @Nullable Boolean addSpecialTokens,
        @JsonProperty("prompt_name") @Schema(ref = "PromptName") @Nullable String promptName,
        @Nullable String model,
        @Schema(allowableValues = {"query", "document"}) @Nullable String kind) {}
