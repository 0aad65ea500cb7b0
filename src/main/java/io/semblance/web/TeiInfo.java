package io.semblance.web;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The answer of {@code GET /info}, in text-embeddings-inference's form.
 *
 * @param modelSha the model's version
 * @param maxConcurrentRequests connections that are served at once
 * @param maxInputLength tokens of a text that the model reads
 * @param maxBatchTokens padded tokens of a micro-batch
 * @param maxBatchRequests null: there is no bound but the tokens
 * @param maxClientBatchSize inputs of a request
 * @param autoTruncate whether texts that are too long are cut unless a request says otherwise
 * @param tokenizationWorkers threads that tokenise bulk work
 * @param sha of the source; not told
 * @param dockerLabel not told
 */
@JsonNaming(SnakeCaseStrategy.class)
record TeiInfo(
        String modelId,
        String modelSha,
        String modelDtype,
        String servedModelName,
        ModelType modelType,
        int maxConcurrentRequests,
        int maxInputLength,
        int maxBatchTokens,
        @Nullable Integer maxBatchRequests,
        int maxClientBatchSize,
        boolean autoTruncate,
        int tokenizationWorkers,
        String version,
        @Nullable String sha,
        @Nullable String dockerLabel) {

    /** The kind of the model: one that embeds. */
    record ModelType(Pooling embedding) {}

    /** How it pools: {@code cls}, {@code mean}, {@code last}. */
    record Pooling(String pooling) {}
}
