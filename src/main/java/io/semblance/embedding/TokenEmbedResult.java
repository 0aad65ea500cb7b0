package io.semblance.embedding;

import io.semblance.vector.Embedding;

import java.time.Duration;
import java.util.List;

/**
 * The vectors of the tokens of a request's inputs, as they are before pooling.
 *
 * @param embeddings one a token, special tokens included, in the order of the inputs; not
 *     normalised
 */
public record TokenEmbedResult(
        String model,
        List<List<Embedding>> embeddings,
        List<Integer> truncated,
        long tokens,
        Duration tokenization,
        Duration queued,
        Duration inference)
        implements EngineReport {}
