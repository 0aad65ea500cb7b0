package io.semblance.embedding;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;

import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The engine: looks each caller's texts up in the cache, tokenises those it does not know, puts
 * them into the one queue, and waits for the lanes. Some lanes take any work, and one more takes
 * only queries, so that a query never waits for a bulk run to end; nor does it wait for bulk work
 * to be tokenised or for its room in the queue.
 *
 * <p>A batch is small on a processor: beyond some hundred tokens the activations of a larger one
 * fall out of the cache (see docs/decisions/001-engine.md).
 */
final class MicroBatchingEngine implements EmbeddingEngine, AutoCloseable {

    private static final EmbeddingCache NO_CACHE = new EmbeddingCache(DataSize.ofBytes(0));

    private final ModelRegistry registry;
    private final String defaultModel;
    private final EngineShape shape;
    private final Duration maxWait;
    private final WorkQueue queue;
    private final EmbeddingCache cache;
    private final EngineMetrics metrics;
    private final TextTokenization tokenization;
    private final List<Thread> lanes = new ArrayList<>();

    MicroBatchingEngine(
            ModelRegistry registry,
            String defaultModel,
            EngineShape shape,
            Duration maxWait,
            DataSize cacheSize,
            MeterRegistry meters) {
        this.registry = registry;
        this.defaultModel = defaultModel;
        this.shape = shape;
        this.maxWait = maxWait;
        Throughput throughput = new Throughput(shape.lanes());
        this.queue =
                new WorkQueue(shape.queueTokens(), shape.batchTokens(), shape.lanes(), throughput);
        this.cache = new EmbeddingCache(cacheSize);
        this.metrics = new EngineMetrics(meters, queue, cache);
        this.tokenization = new TextTokenization(shape.tokenizerThreads());
        for (int i = 0; i <= shape.lanes(); i++) {
            boolean queriesOnly = i == shape.lanes();
            lanes.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name(queriesOnly ? "lane-queries" : "lane-" + i)
                            .start(new Lane(queue, queriesOnly, throughput, metrics)));
        }
    }

    @Override
    public EmbedResult embed(EmbedRequest request, Caller caller) {
        OnnxModel model = model(request);
        int dimensions = dimensions(request, model);
        RequestTexts texts = new RequestTexts(request, model, cache);
        if (!cache.isOff()) {
            metrics.lookedUp(request.priority(), texts.known(), texts.missing().size());
        }
        if (texts.missing().isEmpty()) {
            texts.requireAllowedLengths();
            return texts.result(dimensions, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        }
        Run run = run(request, model, texts, caller, false, Integer.MAX_VALUE);
        texts.ran(run.vectors());
        return texts.result(dimensions, run.tokenization(), run.queued(), run.inference());
    }

    @Override
    public TokenEmbedResult embedTokens(EmbedRequest request, int maxTokens, Caller caller) {
        OnnxModel model = model(request);
        RequestTexts texts = new RequestTexts(request, model, NO_CACHE);
        Run run = run(request, model, texts, caller, true, maxTokens);
        return texts.result(run.vectors(), run.tokenization(), run.queued(), run.inference());
    }

    /** A job that is done, of the inputs that were missing, and how long it took. */
    private record Run(Job job, Duration tokenization) {

        float[][] vectors() {
            return job.await();
        }

        Duration queued() {
            return Duration.ofNanos(job.queuedNanos());
        }

        Duration inference() {
            return Duration.ofNanos(job.inferenceNanos());
        }
    }

    private Run run(
            EmbedRequest request,
            OnnxModel model,
            RequestTexts texts,
            Caller caller,
            boolean tokenwise,
            int maxTokens) {
        try {
            Duration tokenizing = read(request, texts, caller);
            texts.requireAllowedLengths();
            if (tokenwise) {
                texts.requireTokens(maxTokens);
            }
            Job job = new Job(model, request.priority(), texts.encodings(), caller, tokenwise);
            run(job, request.admission());
            return new Run(job, tokenizing);
        } catch (EmbeddingException e) {
            metrics.failed(e);
            throw e;
        }
    }

    private Duration read(EmbedRequest request, RequestTexts texts, Caller caller) {
        caller.requireTime();
        if (request.admission() == Admission.FAIL_FAST) {
            queue.requireRoom(request.priority(), caller);
        }
        long startNanos = System.nanoTime();
        texts.read(tokenization);
        Duration tokenizing = Duration.ofNanos(System.nanoTime() - startNanos);
        metrics.tokenized(tokenizing);
        return tokenizing;
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

    /** Loads the default model and runs it once, so that the first request finds it warm. */
    void warmUp() {
        embed(EmbedRequest.query(defaultModel, "warm"));
        embed(EmbedRequest.passages(defaultModel, List.of("warm and ready", "ready and warm")));
    }

    /** Tokens that wait for a lane. */
    long waitingTokens() {
        return queue.tokens(Priority.QUERY) + queue.tokens(Priority.BULK);
    }

    /** The request's model, once its inputs are found to be such as that model can read. */
    private OnnxModel model(EmbedRequest request) {
        TextChecks.check(request.inputs());
        OnnxModel model = registry.model(request.model() == null ? defaultModel : request.model());
        TextChecks.checkTokens(request.inputs(), model);
        return model;
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

    private void run(Job job, Admission admission) {
        List<Work> works = job.works();
        try {
            switch (admission) {
                case FAIL_FAST -> queue.offer(works);
                case WAIT -> waitForRoom(job, works);
            }
            job.await();
        } catch (EmbeddingException e) {
            queue.withdraw(works);
            throw e;
        }
    }

    private void waitForRoom(Job job, List<Work> works) {
        try {
            queue.put(works, maxWait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            job.fail(new EngineClosedException());
        } catch (EmbeddingException e) {
            job.fail(e);
            throw e;
        }
    }

    /** Ends the lanes after the batches they run now; whoever still waits is told. */
    @Override
    public void close() {
        queue.close().forEach(work -> work.fail(new EngineClosedException()));
        tokenization.close();
        for (Thread lane : lanes) {
            joinUninterruptibly(lane);
        }
        registry.close();
    }

    private static void joinUninterruptibly(Thread lane) {
        boolean interrupted = false;
        while (lane.isAlive()) {
            try {
                lane.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
