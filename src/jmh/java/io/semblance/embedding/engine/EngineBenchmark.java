package io.semblance.embedding.engine;

import ai.onnxruntime.OrtException;

import io.semblance.Corpus;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedRequest.Admission;
import io.semblance.embedding.EmbedRequest.Priority;
import io.semblance.embedding.EmbedRequest.Prompt;
import io.semblance.embedding.EmbedRequest.Truncation;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.model.BuiltInModels;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.ModelProperties;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.embedding.onnx.Batch;
import io.semblance.embedding.onnx.BatchBuffers;
import io.semblance.embedding.onnx.Device;
import io.semblance.embedding.onnx.RunThreads;
import io.semblance.embedding.onnx.TextEncoder;
import io.semblance.embedding.onnx.ThreadCounts;
import io.semblance.tokenization.Encoding;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * Compares the engine with the best bare loop on this machine, and with itself without batches:
 * texts per second, medians of alternating rounds, and their ratio.
 *
 * <ul>
 *   <li>lists: one caller with lists of 64, compared with one thread per CPU core, each of which
 *       tokenises, sorts by length and runs batches of the same size, without other clients;
 *   <li>one text: 64 callers with one text each, compared with the same engine with one text per
 *       run.
 * </ul>
 *
 * <pre>
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=io.semblance.embedding.engine.EngineBenchmark \
 *     -Dbenchmark.arguments="bge-small-en-v1.5-q short.jsonl.gz long.jsonl SECONDS"
 * </pre>
 *
 * <p>A corpus has one JSON object per line, with {@code title} and {@code text}.
 */
public final class EngineBenchmark {

    private static final int TEXTS = 4_096;
    private static final int LIST = 64;
    private static final int CALLERS = 64;
    private static final int ROUNDS = 3;
    private static final int BATCH_TOKENS = 512;
    private static final Path FOLDER = Path.of("target/benchmark");

    private final String model;
    private final long seconds;

    private EngineBenchmark(String model, long seconds) {
        this.model = model;
        this.seconds = seconds;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        var benchmark = new EngineBenchmark(arguments[0], Long.parseLong(arguments[3]));
        List<String> shortTexts = texts(Path.of(arguments[1]));
        List<String> longTexts = texts(Path.of(arguments[2]));
        try (var engine = engine(arguments[0], null);
                var unbatched = engine(arguments[0], 1);
                var bare = benchmark.bare()) {
            benchmark.lists("short", shortTexts, engine, bare);
            benchmark.lists("long", longTexts, engine, bare);
            benchmark.callers("short", shortTexts, engine, unbatched);
            benchmark.callers("long", longTexts, engine, unbatched);
        }
    }

    private static List<String> texts(Path corpus) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Corpus.Entry entry : Corpus.read(corpus, 8 * TEXTS)) {
            texts.add(entry.title() + " " + entry.text());
        }
        Collections.shuffle(texts, new Random(1));
        return texts.subList(0, Math.min(TEXTS, texts.size()));
    }

    private static MicroBatchingEngine engine(String model, @Nullable Integer batchTokens) {
        return DeviceBenchmark.engine(
                new ModelProperties(model, List.of(), FOLDER, Map.of()), "cpu", batchTokens);
    }

    private TextEncoder bare() {
        ModelSpec spec =
                BuiltInModels.models().stream()
                        .filter(known -> known.id().equals(model))
                        .findFirst()
                        .orElseThrow();
        return TextEncoder.load(
                spec,
                new ModelFiles(FOLDER.resolve("models")),
                new Device.Cpu(),
                new ThreadCounts(1, 1));
    }

    private void lists(String kind, List<String> texts, EmbeddingEngine engine, TextEncoder bare)
            throws Exception {
        compare(
                kind + " texts, lists of " + LIST,
                "bare loop",
                () -> rate(1, texts, LIST, list -> engine.embed(request(list, Priority.BULK))),
                () ->
                        rate(
                                Runtime.getRuntime().availableProcessors(),
                                texts,
                                LIST,
                                list -> run(bare, list)));
    }

    private void callers(
            String kind, List<String> texts, EmbeddingEngine engine, EmbeddingEngine unbatched)
            throws Exception {
        compare(
                kind + " texts, %d callers with one each".formatted(CALLERS),
                "one text per run",
                () -> rate(CALLERS, texts, 1, one -> engine.embed(request(one, Priority.QUERY))),
                () ->
                        rate(
                                CALLERS,
                                texts,
                                1,
                                one -> unbatched.embed(request(one, Priority.QUERY))));
    }

    private void compare(String what, String peer, Callable<Double> ours, Callable<Double> theirs)
            throws Exception {
        double[] our = new double[ROUNDS];
        double[] their = new double[ROUNDS];
        double[] ratio = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            our[round] = ours.call();
            their[round] = theirs.call();
            ratio[round] = our[round] / their[round];
        }
        System.out.printf(
                "%-22s %-36s %7.1f texts/s; %s %7.1f; ratio %.2f (%s)%n",
                model,
                what,
                median(our),
                peer,
                median(their),
                median(ratio),
                Arrays.toString(ratio));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private EmbedRequest request(List<String> texts, Priority priority) {
        return new EmbedRequest(
                model,
                texts,
                Prompt.DEFAULT,
                priority,
                Admission.WAIT,
                Truncation.RIGHT,
                null,
                null);
    }

    /** Embeds a list. */
    private interface Embedder {
        void embed(List<String> texts) throws Exception;
    }

    /** Texts per second of a number of threads, each of which starts with another list. */
    private double rate(int threads, List<String> texts, int size, Embedder embedder)
            throws Exception {
        long startNanos = System.nanoTime();
        long endNanos = startNanos + Duration.ofSeconds(seconds).toNanos();
        List<Callable<Long>> callers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int first = i * (texts.size() / threads);
            callers.add(() -> {
                long done = 0;
                for (int from = first; System.nanoTime() < endNanos; from += size) {
                    int at = from % (texts.size() - size + 1);
                    embedder.embed(texts.subList(at, at + size));
                    done += size;
                }
                return done;
            });
        }
        long done = 0;
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (var answer : pool.invokeAll(callers)) {
                done += answer.get();
            }
        }
        return done * 1e9 / (System.nanoTime() - startNanos);
    }

    /** Runs texts as a bare loop with small batches of similar length. */
    private static void run(TextEncoder model, List<String> texts) throws OrtException {
        BatchBuffers buffers = new BatchBuffers();
        List<Encoding> encodings =
                model.tokenizer().encode(texts).stream()
                        .map(encoding ->
                                encoding.truncated(
                                        model.description().maxTokens(), Encoding.Side.RIGHT))
                        .sorted(Comparator.comparingInt(Encoding::length))
                        .toList();
        List<Batch.Row> rows = encodings.stream().map(each -> new Batch.Row(each, false)).toList();
        int from = 0;
        while (from < rows.size()) {
            int to = from + 1;
            while (to < rows.size() && rows.get(to).length() * (to + 1 - from) <= BATCH_TOKENS) {
                to++;
            }
            model.run(new Batch(rows.subList(from, to)), buffers, new RunThreads(1, 1));
            from = to;
        }
    }
}
