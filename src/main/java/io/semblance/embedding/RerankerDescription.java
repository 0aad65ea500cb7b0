package io.semblance.embedding;

/**
 * The loaded reranker as others see it.
 *
 * @param id its name in configuration and answers
 * @param version changes whenever the same pair could get another score
 * @param maxTokens the most tokens of a query and a text together, special tokens included
 */
public record RerankerDescription(String id, String version, int maxTokens) {}
