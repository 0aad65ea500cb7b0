package io.semblance.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

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
        @Nullable Inputs inputs,
        @Nullable Boolean normalize,
        @Nullable Boolean truncate,
        @JsonProperty("truncation_direction") @Nullable String truncationDirection,
        @JsonProperty("prompt_name") @Nullable String promptName,
        @Nullable Integer dimensions,
        @JsonProperty("output_dtype") @Nullable String outputDtype,
        @JsonProperty("encoding_format") @Nullable String encodingFormat,
        @Nullable String model,
        @Nullable String kind) {}
