package io.semblance.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /embed} and {@code /embed_all}: text-embeddings-inference's, with the
 * model, {@code kind} and the form of the output added. Unknown fields are ignored, as its clients
 * expect.
 *
 * @param normalize unit length; true if null
 * @param truncate false to refuse a text that is too long; true if null
 * @param truncationDirection {@code Right} or {@code Left}: the end that is cut off
 * @param promptName {@code query} or {@code document}, as {@code kind}
 * @param dimensions leading components to keep; all if null
 * @param outputDtype {@code float}, {@code int8}, {@code binary} or {@code ubinary}; float if null
 * @param encodingFormat {@code float} (arrays of numbers, of whatever type) or {@code base64};
 *     float if null
 * @param model the default one if null
 * @param kind {@code query} or {@code document}: puts the model's prefix before each text
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record TeiEmbedBody(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable Inputs inputs,
        @Schema(defaultValue = "true") @Nullable Boolean normalize,
        @Schema(defaultValue = "true") @Nullable Boolean truncate,
        @JsonProperty("truncation_direction")
                @Schema(
                        allowableValues = {"Right", "right", "Left", "left"},
                        defaultValue = "Right")
                @Nullable String truncationDirection,
        @JsonProperty("prompt_name") @Schema(allowableValues = {"query", "document"})
                @Nullable String promptName,
        @Schema(minimum = "1") @Nullable Integer dimensions,
        @JsonProperty("output_dtype")
                @Schema(
                        allowableValues = {"float", "int8", "binary", "ubinary"},
                        defaultValue = "float")
                @Nullable String outputDtype,
        @JsonProperty("encoding_format")
                @Schema(
                        allowableValues = {"float", "base64"},
                        defaultValue = "float")
                @Nullable String encodingFormat,
        @Nullable String model,
        @Schema(allowableValues = {"query", "document"}) @Nullable String kind) {}
