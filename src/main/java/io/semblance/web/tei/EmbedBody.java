package io.semblance.web.tei;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.semblance.web.embed.InputList;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /embed} and {@code /embed_all}: text-embeddings-inference's, with {@code
 * model}, {@code kind}, {@code output_dtype} and {@code output_encoding} added. Unknown fields are
 * ignored, as its clients expect; so is {@code encoding_format}, which some clients send.
 *
 * @param normalize whether vectors are scaled to unit length; true if null
 * @param truncate whether a text that is too long is truncated, instead of rejected; true if null
 * @param truncationDirection {@code Right} or {@code Left}: the side that is truncated; the default
 *     of the model's tokenizer if null
 * @param promptName name of a prompt of the model, such as {@code query} or {@code document}; the
 *     model's default prompt if null
 * @param dimensions number of leading components to keep; all if null
 * @param outputDtype {@code float}, {@code int8}, {@code binary} or {@code ubinary}; float if null
 * @param outputEncoding {@code float} (arrays of numbers of the type {@code output_dtype}) or
 *     {@code base64}; float if null
 * @param model id of a model; the default model if null or unknown
 * @param kind {@code query} or {@code document}: prepends the model's prompt of that kind to each
 *     text; not together with {@code prompt_name}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(name = "TeiEmbedBody")
record EmbedBody(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable InputList inputs,
        @Schema(defaultValue = "true") @Nullable Boolean normalize,
        @Schema(defaultValue = "true") @Nullable Boolean truncate,
        @JsonProperty("truncation_direction") @Schema(allowableValues = {"Right", "Left"})
                @Nullable String truncationDirection,
        @JsonProperty("prompt_name") @Schema(ref = "PromptName") @Nullable String promptName,
        @Schema(ref = "Dimensions") @Nullable Integer dimensions,
        @JsonProperty("output_dtype")
                @Schema(
                        allowableValues = {"float", "int8", "binary", "ubinary"},
                        defaultValue = "float")
                @Nullable String outputDtype,
        @JsonProperty("output_encoding")
                @Schema(
                        allowableValues = {"float", "base64"},
                        defaultValue = "float")
                @Nullable String outputEncoding,
        @Nullable String model,
        @Schema(allowableValues = {"query", "document"}) @Nullable String kind) {}
