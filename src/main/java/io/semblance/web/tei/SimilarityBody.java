package io.semblance.web.tei;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.semblance.web.embed.TextListReader;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.annotation.JsonDeserialize;

import java.util.List;

/**
 * The body of {@code POST /similarity}: text-embeddings-inference's, with {@code model} and {@code
 * kind} added.
 *
 * @param model id of a model; the default model if null or unknown
 * @param kind {@code query} or {@code document}: prepends the model's prompt of that kind to each
 *     text; not together with {@code prompt_name}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(name = "TeiSimilarityBody")
record SimilarityBody(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable Sentences inputs,
        @Nullable Parameters parameters,
        @Nullable String model,
        @Schema(allowableValues = {"query", "document"}) @Nullable String kind) {

    /** One text, and the texts to compare it with. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Sentences(
            @JsonProperty("source_sentence")
                    @Schema(ref = "Text", requiredMode = Schema.RequiredMode.REQUIRED)
                    @Nullable String source,
            @Schema(ref = "TextList", requiredMode = Schema.RequiredMode.REQUIRED)
                    @JsonDeserialize(using = TextListReader.class)
                    @Nullable List<@Nullable String> sentences) {}

    /** Options of the request, with the same meaning as for {@code POST /embed}. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Parameters(
            @Schema(defaultValue = "true") @Nullable Boolean truncate,
            @JsonProperty("truncation_direction") @Schema(allowableValues = {"Right", "Left"})
                    @Nullable String truncationDirection,
            @JsonProperty("prompt_name") @Schema(ref = "PromptName") @Nullable String promptName) {

        static final Parameters NONE = new Parameters(null, null, null);
    }
}
