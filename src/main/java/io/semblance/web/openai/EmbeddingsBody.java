package io.semblance.web.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.semblance.web.embed.InputList;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/embeddings}: OpenAI's, with {@code input_type}, {@code truncate} and
 * {@code output_dtype} added. Unknown fields are ignored, as its clients expect.
 *
 * @param input a text or a list of texts, or token ids, each list with the model's special tokens
 * @param model id of a model; the default model if null or empty
 * @param encodingFormat {@code float} (an array of numbers of the type {@code output_dtype}) or
 *     {@code base64}; float if null
 * @param dimensions number of leading components to keep; all if null
 * @param outputDtype {@code float}, {@code int8}, {@code binary} or {@code ubinary}; float if null
 * @param truncate true or {@code END} to truncate a text that is too long at its end, {@code START}
 *     at its beginning, false or {@code NONE} to reject it; {@code semblance.openai.auto-truncate}
 *     if null
 * @param inputType {@code query} or {@code search_query}, {@code document}, {@code passage} or
 *     {@code search_document}: prepends the model's prompt of that kind to each text
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(name = "OpenAiEmbeddingsBody")
record EmbeddingsBody(
        @Schema(ref = "Texts", requiredMode = Schema.RequiredMode.REQUIRED)
                @Nullable InputList input,
        @Nullable String model,
        @JsonProperty("encoding_format")
                @Schema(
                        allowableValues = {"float", "base64"},
                        defaultValue = "float")
                @Nullable String encodingFormat,
        @Schema(ref = "Dimensions") @Nullable Integer dimensions,
        @JsonProperty("output_dtype")
                @Schema(
                        allowableValues = {"float", "int8", "binary", "ubinary"},
                        defaultValue = "float")
                @Nullable String outputDtype,
        @Schema(ref = "OpenAiTruncate") @Nullable TruncateParameter truncate,
        @JsonProperty("input_type")
                @Schema(
                        allowableValues = {
                            "query",
                            "document",
                            "passage",
                            "search_query",
                            "search_document"
                        })
                @Nullable String inputType) {}
