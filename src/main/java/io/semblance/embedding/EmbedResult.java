package io.semblance.embedding;

import io.semblance.vector.Embedding;

import java.time.Duration;
import java.util.List;

/**
 * The embeddings of a request's texts, in their order.
 *
 * @param model id of the model that made them
 * @param embeddings one a text
 * @param truncated the indexes of the texts that were cut to the model's length, ascending
 * @param tokens what was read, special tokens and prefixes included
 * @param tokenization time to turn the texts into tokens
 * @param queued the longest time that a text waited for a lane
 * @param inference the longest time that a text's batch took to run
 */
public record EmbedResult(
        String model,
        List<Embedding> embeddings,
        List<Integer> truncated,
        long tokens,
        Duration tokenization,
        Duration queued,
        Duration inference) {}
