package io.semblance.embedding;

import java.time.Duration;
import java.util.List;

/**
 * How well a request's texts answer its query, in their order.
 *
 * @param model id of the reranker
 * @param logits what the model yields for each text; higher is better, without bounds
 * @param truncated the indexes of the texts that were read in part, or with a part of the query;
 *     ascending
 * @param tokens what was read, the query with each text and special tokens included
 * @param tokenization time to turn the texts into tokens
 * @param queued the longest time that a pair waited for a lane
 * @param inference the longest time that a pair's batch took to run
 */
public record RerankResult(
        String model,
        List<Float> logits,
        List<Integer> truncated,
        long tokens,
        Duration tokenization,
        Duration queued,
        Duration inference) {

    /** The logits mapped into 0 to 1 by the logistic function, which keeps their order. */
    public List<Double> probabilities() {
        return logits.stream().map(logit -> 1 / (1 + Math.exp(-logit))).toList();
    }
}
