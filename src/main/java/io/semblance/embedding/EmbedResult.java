package io.semblance.embedding;

import io.semblance.vector.Embedding;

import java.time.Duration;
import java.util.List;

/**
 * The embeddings of a request's inputs, in their order.
 *
 * @param embeddings one an input
 */
public record EmbedResult(
        String model,
        List<Embedding> embeddings,
        List<Integer> truncated,
        long tokens,
        Duration tokenization,
        Duration queued,
        Duration inference)
        implements EngineReport {}
