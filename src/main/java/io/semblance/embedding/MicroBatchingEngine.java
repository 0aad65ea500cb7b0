package io.semblance.embedding;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EngineRequest.Times;
import io.semblance.tokenization.InputSequence;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The engine: looks each caller's texts up in the cache, tokenises those it does not know, puts
 * them into the one queue, and waits for the lanes. Some lanes take any work, and one more takes
 * only queries, so that a query never waits for a bulk run to end; nor does it wait for bulk work
 * to be tokenised or for its room in the queue.
 *
 * <p>A batch is small on a processor: beyond some hundred tokens the activations of a larger one
 * fall out of the cache (see docs/decisions/001-engine.md).
 */
final class MicroBatchingEngine implements EmbeddingEngine, Reranker, AutoCloseable {

    private final ModelRegistry<OnnxModel> registry;
    private final String defaultModel;
    private final ModelRegistry<CrossEncoder> rerankers;
    private final EngineShape shape;
    private final WorkQueue queue;
    private final EmbeddingCache cache;
    private final EngineMetrics metrics;
    private final TextTokenization tokenization;
    private final Lanes lanes;

    /**
     * @param rerankers at most one
     */
    MicroBatchingEngine(
            ModelRegistry<OnnxModel> registry,
            String defaultModel,
            ModelRegistry<CrossEncoder> rerankers,
            EngineShape shape,
            Duration maxWait,
            DataSize cacheSize,
            MeterRegistry meters) {
        this.registry = registry;
        this.defaultModel = defaultModel;
        this.rerankers = rerankers;
        this.shape = shape;
        var throughputs =
                new Throughputs(
                        shape.lanes(), model -> shape.batchTokens(model.graph().precision()));
        this.queue = new WorkQueue(shape.queue(), shape.lanes(), throughputs);
        this.cache = new EmbeddingCache(cacheSize);
        this.metrics = new EngineMetrics(meters, queue, cache);
        this.tokenization = new TextTokenization(shape.tokenizerThreads());
        this.lanes = new Lanes(queue, shape.lanes(), maxWait, throughputs, metrics);
    }

    @Override
    public EmbedResult embed(EmbedRequest request, Caller caller) {
        OnnxModel model = model(request, caller);
        int dimensions = dimensions(request, model);
        RequestTexts texts = new RequestTexts(classified(request, model), model, cache);
        if (!cache.isOff()) {
            metrics.lookedUp(request.priority(), texts.known(), texts.missing().size());
        }
        if (texts.missing().isEmpty()) {
            texts.requireAllowedLengths();
            return texts.result(dimensions, Times.NONE);
        }
        return texts.result(dimensions, run(texts, caller));
    }

    @Override
    public TokenEmbedResult embedTokens(EmbedRequest request, int maxTokens, Caller caller) {
        OnnxModel model = model(request, caller);
        RequestTokens texts = new RequestTokens(classified(request, model), model, maxTokens);
        return texts.result(run(texts, caller));
    }

    @Override
    public RerankResult rerank(RerankRequest request, Caller caller) {
        TextChecks.check(request);
        RequestPairs pairs =
                new RequestPairs(
                        request,
                        rerankers.ids().stream()
                                .findFirst()
                                .map(id ->
                                        rerankers.model(
                                                id, caller, maxLoadWait(Admission.FAIL_FAST)))
                                .orElseThrow(NoRerankerException::new));
        RerankResult result = pairs.result(run(pairs, caller));
        metrics.ranked(request.texts().size());
        return result;
    }

    /** Reads a request and waits for the lanes to run it. */
    private Times run(EngineRequest request, Caller caller) {
        try {
            caller.requireTime();
            if (request.admission() == Admission.FAIL_FAST) {
                queue.requireRoom(request.model(), request.priority(), caller);
            }
            long startNanos = System.nanoTime();
            request.read(tokenization, caller);
            Duration tokenizing = Duration.ofNanos(System.nanoTime() - startNanos);
            metrics.tokenized(tokenizing);
            request.requireAllowedLengths();

            var encodings = request.encodings();
            long tokens = encodings.stream().mapToLong(InputSequence::length).sum();
            Job job =
                    new Job(
                            request.model(),
                            priority(request.priority(), tokens),
                            encodings,
                            caller,
                            turn(request.admission(), tokens),
                            request.tokenwise());
            request.ran(lanes.run(job, request.admission()));
            return new Times(
                    tokenizing,
                    Duration.ofNanos(job.queuedNanos()),
                    Duration.ofNanos(job.inferenceNanos()));
        } catch (EmbeddingException e) {
            metrics.failed(e);
            throw e;
        }
    }

    /** Queries with many tokens are bulk work: the lane for queries is kept for people. */
    private Priority priority(Priority asked, long tokens) {
        return asked == Priority.QUERY && !shape.queue().isInteractive(tokens)
                ? Priority.BULK
                : asked;
    }

    private @Nullable Deadline turn(Admission admission, long tokens) {
        return switch (admission) {
            case FAIL_FAST -> Deadline.of(shape.queue().longestWait(tokens), System.nanoTime());
            case WAIT -> null;
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
    public String defaultModel() {
        return defaultModel;
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
    public EngineShape shape() {
        return shape;
    }

    /**
     * Loads the default model and the reranker, and runs each once, so that the first request finds
     * them warm.
     */
    void warmUp() {
        // Which may take longer than a request would wait.
        OnnxModel _ = registry.model(defaultModel);
        embed(EmbedRequest.query(defaultModel, "warm"));
        embed(EmbedRequest.passages(defaultModel, List.of("warm and ready", "ready and warm")));
        if (loadedReranker().isPresent()) {
            rerank(RerankRequest.candidates("warm", List.of("warm and ready")), Caller.PATIENT);
        }
    }

    /** Tokens that wait for a lane. */
    long waitingTokens() {
        return Arrays.stream(Priority.values()).mapToLong(queue::tokens).sum();
    }

    /** The request's model, once its inputs are found to be such as that model can read. */
    private OnnxModel model(EmbedRequest request, Caller caller) {
        TextChecks.check(request.inputs());
        OnnxModel model =
                registry.model(
                        request.model() == null ? defaultModel : request.model(),
                        caller,
                        maxLoadWait(request.admission()));
        TextChecks.checkTokens(request.inputs(), model);
        return model;
    }

    /**
     * The request as bulk work if it is sure to have too many tokens for a query: then the threads
     * that tokenise queries are not kept from them either.
     */
    private EmbedRequest classified(EmbedRequest request, OnnxModel model) {
        long tokens = 0;
        for (EmbedInput input : request.inputs()) {
            tokens += Math.min(input.leastTokens(), model.maxTokens());
        }
        return shape.queue().isInteractive(tokens) ? request : request.asBulk();
    }

    /**
     * A request that may be rejected by the queue waits for a model as long as for a short queue.
     */
    private @Nullable Duration maxLoadWait(Admission admission) {
        return switch (admission) {
            case FAIL_FAST -> shape.queue().longestWait(0);
            case WAIT -> null;
        };
    }

    private static int dimensions(EmbedRequest request, OnnxModel model) {
        int dimension = model.description().dimension();
        Integer asked = request.dimensions();
        if (asked == null) {
            return dimension;
        }
        if (asked < 1 || asked > dimension) {
            throw new DimensionsRefusedException(model.description().id(), dimension, asked);
        }
        return asked;
    }

    /**
     * Ends the lanes after the batches they run now; whoever still waits is told, and so is whoever
     * comes. Closing it again does nothing.
     */
    @Override
    public void close() {
        lanes.close();
        tokenization.close();
        registry.close();
        rerankers.close();
    }
}
