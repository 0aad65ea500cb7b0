package io.semblance.embedding;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.tokenization.Encoding;
import io.semblance.vector.Embedding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The engine: tokenises each caller's texts, puts them into the one queue, and waits for the lanes.
 * Some lanes take any work, and one more takes only queries, so that a query never waits for a bulk
 * run to end; nor does it wait for bulk work to be tokenised or for its room in the queue.
 *
 * <p>A batch is small on a processor: beyond some hundred tokens the activations of a larger one
 * fall out of the cache (see docs/decisions/001-engine.md).
 */
final class MicroBatchingEngine implements EmbeddingEngine, AutoCloseable {

    private final ModelRegistry registry;
    private final String defaultModel;
    private final Duration maxWait;
    private final WorkQueue queue;
    private final EngineMetrics metrics;
    private final TextTokenization tokenization;
    private final List<Thread> lanes = new ArrayList<>();

    MicroBatchingEngine(
            ModelRegistry registry,
            String defaultModel,
            EngineShape shape,
            Duration maxWait,
            MeterRegistry meters) {
        this.registry = registry;
        this.defaultModel = defaultModel;
        this.maxWait = maxWait;
        Throughput throughput = new Throughput(shape.lanes());
        this.queue =
                new WorkQueue(shape.queueTokens(), shape.batchTokens(), shape.lanes(), throughput);
        this.metrics = new EngineMetrics(meters, queue);
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
    public EmbedResult embed(EmbedRequest request) {
        TextChecks.check(request.texts());
        OnnxModel model = model(request);
        int dimensions = dimensions(request, model);
        if (request.admission() == Admission.FAIL_FAST) {
            refuseWhenFull(() -> queue.requireRoom(request.priority()));
        }
        long startNanos = System.nanoTime();
        List<ReadText> read =
                tokenization.read(
                        model,
                        prefix(request, model),
                        request.texts(),
                        givenUp(request),
                        request.priority());
        Duration tokenizing = Duration.ofNanos(System.nanoTime() - startNanos);
        metrics.tokenized(tokenizing);
        List<Integer> truncated =
                IntStream.range(0, read.size())
                        .filter(i -> read.get(i).truncated())
                        .boxed()
                        .toList();
        if (!truncated.isEmpty() && request.truncation() == Truncation.REFUSE) {
            throw tooLong(truncated.getFirst(), read, model);
        }
        List<Encoding> encodings = read.stream().map(ReadText::encoding).toList();

        Job job = new Job(model, request.priority(), encodings);
        float[][] vectors = run(job, request.admission());

        return new EmbedResult(
                model.description().id(),
                embeddings(vectors, dimensions, normalize(request, model)),
                truncated,
                encodings.stream().mapToLong(Encoding::length).sum(),
                tokenizing,
                Duration.ofNanos(job.queuedNanos()),
                Duration.ofNanos(job.inferenceNanos()));
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

    /** Loads the default model and runs it once, so that the first request finds it warm. */
    void warmUp() {
        embed(EmbedRequest.query(defaultModel, "warm"));
        embed(EmbedRequest.passages(defaultModel, List.of("warm", "warm and ready")));
    }

    /** Tokens that wait for a lane. */
    long waitingTokens() {
        return queue.tokens(Priority.QUERY) + queue.tokens(Priority.BULK);
    }

    private OnnxModel model(EmbedRequest request) {
        return registry.model(request.model() == null ? defaultModel : request.model());
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

    private static String prefix(EmbedRequest request, OnnxModel model) {
        return switch (request.prompt()) {
            case NONE -> "";
            case QUERY -> model.description().queryPrefix();
            case DOCUMENT -> model.description().documentPrefix();
        };
    }

    private static Encoding.Side givenUp(EmbedRequest request) {
        return switch (request.truncation()) {
            case LEFT -> Encoding.Side.LEFT;
            case RIGHT, REFUSE -> Encoding.Side.RIGHT;
        };
    }

    private static TextRefusedException tooLong(int index, List<ReadText> read, OnnxModel model) {
        return new TextRefusedException(
                index,
                TextRefusedException.Reason.TOO_LONG,
                "text %d has %s%d tokens, model '%s' reads at most %d; shorten it or let it be truncated"
                        .formatted(
                                index,
                                read.get(index).whole() ? "" : "more than ",
                                read.get(index).tokens(),
                                model.description().id(),
                                model.description().maxTokens()));
    }

    private float[][] run(Job job, Admission admission) {
        List<Work> works = job.works();
        try {
            switch (admission) {
                case FAIL_FAST -> refuseWhenFull(() -> queue.offer(works));
                case WAIT -> refuseWhenFull(() -> waitForRoom(job, works));
            }
            return job.await();
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

    private void refuseWhenFull(Runnable admission) {
        try {
            admission.run();
        } catch (QueueFullException e) {
            metrics.rejected();
            throw e;
        }
    }

    private static boolean normalize(EmbedRequest request, OnnxModel model) {
        Boolean asked = request.normalize();
        return asked != null ? asked : model.description().normalized();
    }

    private static List<Embedding> embeddings(
            float[][] vectors, int dimensions, boolean normalize) {
        List<Embedding> embeddings = new ArrayList<>(vectors.length);
        for (float[] vector : vectors) {
            Embedding embedding = Embedding.owning(vector).truncated(dimensions);
            embeddings.add(normalize ? embedding.normalized() : embedding);
        }
        return embeddings;
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
