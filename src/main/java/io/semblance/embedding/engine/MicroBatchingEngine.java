package io.semblance.embedding.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.embedding.EmbedInput;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.EmbeddingException;
import io.semblance.embedding.EngineSizing;
import io.semblance.embedding.ModelDescription;
import io.semblance.embedding.ModelStatus;
import io.semblance.embedding.ModelTokenizer;
import io.semblance.embedding.NoRerankerException;
import io.semblance.embedding.NoTokenEmbeddingsException;
import io.semblance.embedding.RerankRequest;
import io.semblance.embedding.RerankResult;
import io.semblance.embedding.Reranker;
import io.semblance.embedding.RerankerDescription;
import io.semblance.embedding.TokenCounter;
import io.semblance.embedding.TokenEmbedResult;
import io.semblance.embedding.engine.EngineCall.Times;
import io.semblance.embedding.model.ModelNames;
import io.semblance.embedding.onnx.Batch;
import io.semblance.embedding.onnx.CrossEncoder;
import io.semblance.embedding.onnx.TextEncoder;
import io.semblance.embedding.queue.Lanes;
import io.semblance.embedding.queue.PendingRequest;
import io.semblance.value.AbandonedException;
import io.semblance.value.Caller;
import io.semblance.value.Deadline;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The engine. It looks up each caller's texts in the cache, tokenises the remaining ones, puts them
 * into the queue, and waits for the lanes to run them. A query never waits for bulk work to be
 * tokenised, for its room in the queue, or for a lane to finish it.
 *
 * <p>On a CPU, micro-batches are small: with more than some hundred tokens, the activations no
 * longer fit into the CPU's cache (see docs/decisions/001-engine.md). Thread-safe.
 */
final class MicroBatchingEngine implements EmbeddingEngine, Reranker, AutoCloseable {

    private final ModelRegistry<TextEncoder> registry;
    private final ModelNames names;
    private final ModelRegistry<CrossEncoder> rerankers;
    private final EngineSizing sizing;
    private final EmbeddingCache cache;
    private final EngineMetrics metrics;
    private final TextTokenization tokenization;
    private final Lanes lanes;

    /**
     * Creates an engine for the configured models and starts its lanes.
     *
     * @param registry the embedding models
     * @param names their names
     * @param rerankers the reranker, if one is configured
     * @param sizing number of lanes, size of batches, and limits of the queue
     * @param maxWait how long a request with {@link Admission#WAIT} waits for room in the queue
     * @param cacheSize maximum size of the cache; 0 for no cache
     * @param meters where the metrics are registered
     */
    MicroBatchingEngine(
            ModelRegistry<TextEncoder> registry,
            ModelNames names,
            ModelRegistry<CrossEncoder> rerankers,
            EngineSizing sizing,
            Duration maxWait,
            DataSize cacheSize,
            MeterRegistry meters) {
        this.registry = registry;
        this.names = names;
        this.rerankers = rerankers;
        this.sizing = sizing;
        this.cache = new EmbeddingCache(cacheSize);
        this.metrics = new EngineMetrics(meters, cache);
        this.tokenization = new TextTokenization(sizing.tokenizerThreads());
        this.lanes =
                new Lanes(
                        sizing.queue(),
                        sizing.lanes(),
                        sizing.threadsPerLane(),
                        maxWait,
                        model -> sizing.batchTokens(model.precision()),
                        meters);
    }

    @Override
    public EmbedResult embed(EmbedRequest request, Caller caller) {
        TextEncoder model = model(request, caller);
        EmbedCall call = new EmbedCall(classified(request, model), model, cache);
        if (!cache.isOff()) {
            metrics.lookedUp(request.priority(), call.hits(), call.misses());
        }
        return call.misses() == 0 ? call.cachedAnswer() : run(call, caller);
    }

    @Override
    public TokenEmbedResult embedTokens(EmbedRequest request, int maxTokens, Caller caller) {
        TextEncoder model = model(request, caller);
        if (!model.yieldsTokens()) {
            throw new NoTokenEmbeddingsException(model.id());
        }
        return run(new EmbedTokensCall(classified(request, model), model, maxTokens), caller);
    }

    @Override
    public RerankResult rerank(RerankRequest request, Caller caller) {
        TextChecks.check(request);
        CrossEncoder model =
                rerankers.ids().stream()
                        .findFirst()
                        .map(id -> rerankers.model(id, caller, maxLoadWait(Admission.FAIL_FAST)))
                        .orElseThrow(NoRerankerException::new);
        RerankResult result = run(new RerankCall(request, model), caller);
        metrics.ranked(request.texts().size());
        return result;
    }

    /** Tokenises a call and waits for the lanes to run it. */
    private <R> R run(EngineCall<R> call, Caller caller) {
        try {
            caller.requireTime();
            if (call.admission() == Admission.FAIL_FAST) {
                lanes.requireRoom(call.model(), call.priority(), caller);
            }
            long startNanos = System.nanoTime();
            EngineCall.Tokenized<R> tokenized = call.tokenize(tokenization, caller);
            Duration tokenizing = Duration.ofNanos(System.nanoTime() - startNanos);
            metrics.tokenized(tokenizing);

            List<Batch.Row> rows = tokenized.rows();
            long tokens = rows.stream().mapToLong(Batch.Row::length).sum();
            PendingRequest pending =
                    new PendingRequest(
                            call.model(),
                            priority(call.priority(), tokens),
                            rows,
                            caller,
                            startBy(call.admission(), tokens));
            float[][] outputs = lanes.run(pending, call.admission());
            return tokenized.answer(
                    outputs,
                    new Times(
                            tokenizing,
                            Duration.ofNanos(pending.queuedNanos()),
                            Duration.ofNanos(pending.inferenceNanos())));
        } catch (EmbeddingException | AbandonedException e) {
            metrics.failed(e);
            throw e;
        }
    }

    /**
     * Returns the class of a request: queries with many tokens are bulk work, because the lane for
     * queries is reserved for people.
     */
    private Priority priority(Priority asked, long tokens) {
        return asked == Priority.QUERY && !sizing.queue().isInteractive(tokens)
                ? Priority.BULK
                : asked;
    }

    private Deadline startBy(Admission admission, long tokens) {
        return switch (admission) {
            case FAIL_FAST -> Deadline.after(sizing.queue().longestWait(tokens));
            case WAIT -> Deadline.NONE;
        };
    }

    @Override
    public Optional<RerankerDescription> reranker() {
        return loadedReranker().map(CrossEncoder::description);
    }

    private Optional<CrossEncoder> loadedReranker() {
        return rerankers.ids().stream().findFirst().map(rerankers::model);
    }

    @Override
    public List<String> models() {
        return registry.ids();
    }

    @Override
    public List<ModelStatus> statuses() {
        return registry.statuses();
    }

    @Override
    public String defaultModel() {
        return names.defaultModel();
    }

    @Override
    public Optional<String> findModel(String name) {
        return names.find(name);
    }

    @Override
    public String modelId(String name) {
        return names.id(name);
    }

    @Override
    public ModelDescription describe(String model) {
        return registry.model(model).description();
    }

    @Override
    public TokenCounter tokenCounter(String model) {
        return tokenization.counter(registry.model(model));
    }

    @Override
    public ModelTokenizer tokenizer(String model) {
        return tokenization.tokenizer(registry.model(model));
    }

    @Override
    public EngineSizing sizing() {
        return sizing;
    }

    /**
     * Loads the default model and the reranker and runs each once, so that the first request is as
     * fast as later ones.
     */
    void warmUp() {
        // This may take longer than a request would wait.
        TextEncoder _ = registry.model(defaultModel());
        embed(EmbedRequest.query(defaultModel(), "warm"));
        embed(EmbedRequest.passages(defaultModel(), List.of("warm and ready", "ready and warm")));
        if (loadedReranker().isPresent()) {
            rerank(RerankRequest.candidates("warm", List.of("warm and ready")), Caller.NO_DEADLINE);
        }
    }

    /** Returns the tokens that wait for a lane. */
    long waitingTokens() {
        return lanes.waitingTokens();
    }

    /** Returns the request's model, after checking that the model can read the inputs. */
    private TextEncoder model(EmbedRequest request, Caller caller) {
        TextChecks.check(request.inputs());
        TextEncoder model =
                registry.model(
                        request.model() == null ? defaultModel() : request.model(),
                        caller,
                        maxLoadWait(request.admission()));
        TextChecks.checkTokens(request.inputs(), model);
        return model;
    }

    /**
     * Returns the request as bulk work if it certainly has too many tokens for an interactive one.
     * It then does not occupy the threads that tokenise queries either.
     */
    private EmbedRequest classified(EmbedRequest request, TextEncoder model) {
        long tokens = 0;
        for (EmbedInput input : request.inputs()) {
            tokens += Math.min(input.leastTokens(), model.maxTokens());
        }
        return sizing.queue().isInteractive(tokens) ? request : request.asBulk();
    }

    /**
     * Returns how long a request waits for its model to load: as long as an interactive request
     * waits in the queue, or without limit if it waits for room there.
     */
    private @Nullable Duration maxLoadWait(Admission admission) {
        return switch (admission) {
            case FAIL_FAST -> sizing.queue().longestWait(0);
            case WAIT -> null;
        };
    }

    /**
     * Ends the lanes after their current batches. Waiting and later requests fail with {@link
     * io.semblance.embedding.EngineClosedException}. Closing the engine again has no effect.
     */
    @Override
    public void close() {
        lanes.close();
        tokenization.close();
        registry.close();
        rerankers.close();
    }
}
