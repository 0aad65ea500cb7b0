package io.semblance.embedding;

import java.time.Duration;
import java.util.List;

/**
 * The scores of a request's texts for its query, in their order.
 *
 * @param model id of the reranker
 * @param logits the model's output for each text, unbounded; higher is better
 * @param truncated indexes of the pairs that were truncated, ascending; also those in which only
 *     the query was
 * @param tokens tokens of all pairs; the query's tokens count once per text
 * @param tokenization time to tokenise the pairs
 * @param queued longest time that a pair waited for a lane
 * @param inference longest time that a batch with a pair ran
 */
public record RerankResult(
        String model,
        List<Float> logits,
        List<Integer> truncated,
        long tokens,
        Duration tokenization,
        Duration queued,
        Duration inference)
        implements EngineReport {

    /**
     * Returns the logits mapped to the range 0 to 1 by the logistic function, which keeps their
     * order.
     */
    public List<Double> probabilities() {
        return logits.stream().map(logit -> 1 / (1 + Math.exp(-logit))).toList();
    }
}
