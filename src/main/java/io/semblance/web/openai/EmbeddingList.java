package io.semblance.web.openai;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.semblance.web.embed.EmbeddingJson;
import io.swagger.v3.oas.annotations.media.Schema;

import java.util.List;

/** The response of {@code POST /v1/embeddings}, in OpenAI's format. */
@Schema(name = "OpenAiEmbeddings")
record EmbeddingList(String object, List<Item> data, String model, Usage usage) {

    /** One embedding. */
    record Item(String object, int index, EmbeddingJson embedding) {}

    /** Number of tokens of all inputs, special tokens included. */
    record Usage(
            @JsonProperty("prompt_tokens") long promptTokens,
            @JsonProperty("total_tokens") long totalTokens) {}
}
