package io.semblance.embedding;

import io.semblance.value.Embedding;

import java.time.Duration;
import java.util.List;

/**
 * The embeddings of a request's inputs, in their order.
 *
 * @param model id of the model that ran
 * @param embeddings one per input
 * @param truncated indexes of the inputs that were truncated, ascending
 * @param tokens tokens that were embedded, special tokens and prefixes included
 * @param tokenization time to tokenise the inputs
 * @param queued longest time that an input waited for a lane
 * @param inference longest time that a batch with an input ran
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
