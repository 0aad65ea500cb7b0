package io.semblance.embedding;

import java.time.Duration;
import java.util.List;

/**
 * How well a request's texts answer its query, in their order.
 *
 * @param logits what the model yields for each text; higher is better, without bounds
 * @param truncated also those that were read whole, with a part of the query
 * @param tokens the query's count with each text
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

    /** The logits mapped into 0 to 1 by the logistic function, which keeps their order. */
    public List<Double> probabilities() {
        return logits.stream().map(logit -> 1 / (1 + Math.exp(-logit))).toList();
    }
}
