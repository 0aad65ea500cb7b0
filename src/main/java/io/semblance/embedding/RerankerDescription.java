package io.semblance.embedding;

/**
 * The description of the loaded reranker.
 *
 * @param id its name in configuration and responses
 * @param version changes whenever the same pair could get another score
 * @param maxTokens the most tokens of a query and a text together, special tokens included
 */
public record RerankerDescription(String id, String version, int maxTokens) {}
