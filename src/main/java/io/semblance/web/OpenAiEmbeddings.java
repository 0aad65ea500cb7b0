package io.semblance.web;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.List;

/** The answer of {@code POST /v1/embeddings}, in OpenAI's form. */
record OpenAiEmbeddings(String object, List<Item> data, String model, Usage usage) {

    /** One embedding. */
    record Item(String object, int index, WrittenEmbedding embedding) {}

    /** Tokens read, special tokens included. */
    record Usage(
            @JsonProperty("prompt_tokens") long promptTokens,
            @JsonProperty("total_tokens") long totalTokens) {}
}
