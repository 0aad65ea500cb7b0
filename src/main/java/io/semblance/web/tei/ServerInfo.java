package io.semblance.web.tei;

import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The response of {@code GET /info}, in text-embeddings-inference's format.
 *
 * @param modelSha version of the model
 * @param maxConcurrentRequests maximum number of open connections
 * @param maxInputLength maximum number of tokens of a text
 * @param maxBatchTokens maximum number of tokens of a micro-batch, padding included
 * @param maxBatchRequests always null: a batch is limited by its tokens only
 * @param maxClientBatchSize maximum number of inputs in one request
 * @param autoTruncate whether the OpenAI routes too truncate texts that are too long unless the
 *     request says otherwise; the text-embeddings-inference routes always do
 * @param tokenizationWorkers number of threads that tokenize lists of texts
 * @param sha commit of the source; always null
 * @param dockerLabel always null
 */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "TeiInfo")
record ServerInfo(
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

    /** The type of the model: an embedding model. */
    record ModelType(Pooling embedding) {}

    /**
     * The pooling: {@code cls}, {@code mean} or {@code last}; {@code graph} if the model's graph
     * pools.
     */
    record Pooling(String pooling) {

        static Pooling of(io.semblance.embedding.@Nullable Pooling pooling) {
            return new Pooling(pooling == null ? "graph" : pooling.id());
        }
    }
}
