package io.semblance.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/embeddings}: OpenAI's, with {@code input_type} and {@code
 * output_dtype} added. Unknown fields are ignored, as its clients expect.
 *
 * @param model the default one if null
 * @param encodingFormat {@code float} (an array of numbers, of whatever type) or {@code base64};
 *     float if null
 * @param dimensions leading components to keep; all if null
 * @param outputDtype {@code float}, {@code int8}, {@code binary} or {@code ubinary}; float if null
 * @param inputType {@code query} or {@code document}: puts the model's prefix before each text
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record OpenAiEmbeddingsBody(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable Inputs input,
        @Nullable String model,
        @JsonProperty("encoding_format")
                @Schema(
                        allowableValues = {"float", "base64"},
                        defaultValue = "float")
                @Nullable String encodingFormat,
        @Schema(minimum = "1") @Nullable Integer dimensions,
        @JsonProperty("output_dtype")
                @Schema(
                        allowableValues = {"float", "int8", "binary", "ubinary"},
                        defaultValue = "float")
                @Nullable String outputDtype,
        @JsonProperty("input_type") @Schema(allowableValues = {"query", "document"})
                @Nullable String inputType) {}
