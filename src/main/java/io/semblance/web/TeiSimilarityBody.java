package io.semblance.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The body of {@code POST /similarity}: text-embeddings-inference's, with {@code model} and {@code
 * kind} added.
 *
 * @param model the default one if null
 * @param kind {@code query} or {@code document}: puts the model's prefix before each text
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record TeiSimilarityBody(
        @Nullable Sentences inputs,
        @Nullable Parameters parameters,
        @Nullable String model,
        @Nullable String kind) {

    /** What is compared with what. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Sentences(
            @JsonProperty("source_sentence") @Nullable String source,
            @Nullable List<@Nullable String> sentences) {}

    /** As the fields of {@link TeiEmbedBody}. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Parameters(
            @Nullable Boolean truncate,
            @JsonProperty("truncation_direction") @Nullable String truncationDirection,
            @JsonProperty("prompt_name") @Nullable String promptName) {

        static final Parameters NONE = new Parameters(null, null, null);
    }
}
