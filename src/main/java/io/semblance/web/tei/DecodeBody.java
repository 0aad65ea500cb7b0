package io.semblance.web.tei;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.semblance.web.embed.InputList;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /decode}: text-embeddings-inference's, with {@code model} added.
 *
 * @param ids token ids of one text, or a list of such lists
 * @param skipSpecialTokens whether special tokens are left out of the text; true if null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(name = "TeiDecodeBody")
record DecodeBody(
        @Schema(ref = "TokenIdLists", requiredMode = Schema.RequiredMode.REQUIRED)
                @Nullable InputList ids,
        @JsonProperty("skip_special_tokens") @Schema(defaultValue = "true")
                @Nullable Boolean skipSpecialTokens,
        @Nullable String model) {}
