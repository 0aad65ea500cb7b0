package io.semblance.embedding;

import io.semblance.tokenization.Encoding;

import org.jspecify.annotations.Nullable;

/**
 * The description of a loaded model.
 *
 * @param id its name in configuration and requests
 * @param version changes whenever the same text could get another vector: a digest of the weights,
 *     the tokenizer, the settings, and the prompts for queries and documents. It does not depend on
 *     the device or on the precision in which the device runs the weights.
 * @param dimension components of an embedding
 * @param maxTokens the most tokens of one text, special tokens and prefix included
 * @param precision of its weights
 * @param pooling how token vectors are pooled; null if the model's graph pools them
 * @param normalized whether embeddings have unit length unless a request says otherwise
 * @param prompts the prompts that can be put before a text
 * @param truncationSide the side that is cut off a text that is too long, unless a request says
 *     otherwise
 */
public record ModelDescription(
        String id,
        String version,
        int dimension,
        int maxTokens,
        Precision precision,
        @Nullable Pooling pooling,
        boolean normalized,
        ModelPrompts prompts,
        Encoding.Side truncationSide) {}
