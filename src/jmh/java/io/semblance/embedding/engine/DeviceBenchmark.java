package io.semblance.embedding.engine;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.semblance.embedding.EmbedRequest;
import io.semblance.embedding.EmbedResult;
import io.semblance.embedding.EmbeddingEngine;
import io.semblance.embedding.Pooling;
import io.semblance.embedding.model.ModelProperties;
import io.semblance.embedding.model.RerankerProperties;
import io.semblance.value.Embedding;
import io.semblance.value.Similarity;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The engine on a device, with texts of 16, 128 and 512 tokens, in fp32 and in fp16: tokens per
 * second with a few callers that always have texts ready, the ratio of fp16 to fp32, and the cosine
 * of each vector with that of fp32 on the CPU.
 *
 * <pre>
 * mvn -q -Pbenchmark,gpu test-compile exec:exec@benchmark -Dbenchmark=io.semblance.embedding.engine.DeviceBenchmark \
 *     -Dbenchmark.arguments="cuda models/bge-small-en-v1.5 cls 10 131072"
 * </pre>
 *
 * <p>The arguments are the device; a folder with {@code model.onnx}, {@code model_fp16.onnx} and
 * {@code tokenizer.json}; the pooling; seconds per run; tokens in each caller's request; and
 * optionally tokens of a micro-batch, by default those of the device. On the CPU: {@code
 * -Pbenchmark} alone and {@code "cpu … cls 10 8192"}. The texts are written to {@code
 * target/benchmark/texts-N.txt}, for the same run of sentence-transformers by {@code
 * src/jmh/python/sentence_transformers_peer.py}.
 */
public final class DeviceBenchmark {

    private static final int[] LENGTHS = {16, 128, 512};
    private static final int CALLERS = 4;
    private static final int COMPARED = 32;
    private static final int SPECIAL_TOKENS = 2;
    private static final Path FOLDER = Path.of("target/benchmark");

    /** Each is one token in the vocabulary of uncased BERT. */
    private static final List<String> WORDS =
            List.of(
                    "time",
                    "year",
                    "people",
                    "way",
                    "day",
                    "man",
                    "thing",
                    "woman",
                    "life",
                    "child",
                    "world",
                    "school",
                    "state",
                    "family",
                    "student",
                    "group",
                    "country",
                    "problem",
                    "hand",
                    "part",
                    "place",
                    "case",
                    "week",
                    "company",
                    "system",
                    "program",
                    "question",
                    "work",
                    "government",
                    "number",
                    "night",
                    "point",
                    "home",
                    "water",
                    "room",
                    "mother",
                    "area",
                    "money",
                    "story",
                    "fact",
                    "month",
                    "lot",
                    "right",
                    "study",
                    "book",
                    "eye",
                    "job",
                    "word",
                    "business",
                    "issue",
                    "side",
                    "kind",
                    "head",
                    "house",
                    "service",
                    "friend",
                    "father",
                    "power",
                    "hour",
                    "game",
                    "line",
                    "end",
                    "member",
                    "law",
                    "car",
                    "city",
                    "community",
                    "name",
                    "president",
                    "team",
                    "minute",
                    "idea",
                    "body");

    private final String device;
    private final Path model;
    private final Pooling pooling;
    private final long seconds;
    private final int requestTokens;
    private final @Nullable Integer batchTokens;

    private DeviceBenchmark(String... arguments) {
        device = arguments[0];
        model = Path.of(arguments[1]).toAbsolutePath();
        pooling = Pooling.valueOf(arguments[2].toUpperCase(Locale.ROOT));
        seconds = Long.parseLong(arguments[3]);
        requestTokens = Integer.parseInt(arguments[4]);
        batchTokens = arguments.length > 5 ? Integer.valueOf(arguments[5]) : null;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        new DeviceBenchmark(arguments).run();
    }

    private void run() throws Exception {
        Files.createDirectories(FOLDER);
        // In a folder without the file in half precision, which a GPU would use instead.
        ModelProperties.Model fp32 = model("fp32", linkedAlone());
        ModelProperties.Model fp16 = model("fp16", model.resolve("model_fp16.onnx"));
        try (var engine = engine(device, batchTokens, fp32, fp16);
                var processor = engine("cpu", null, fp32)) {
            System.out.printf(
                    "%6s %5s %10s %9s %6s %9s %9s%n",
                    "tokens", "", "tokens/s", "texts/s", "ratio", "cos min", "cos mean");
            for (int length : LENGTHS) {
                List<String> texts = texts(length);
                Files.write(FOLDER.resolve("texts-" + length + ".txt"), texts);
                List<String> compared = texts.subList(0, Math.min(COMPARED, texts.size()));
                List<Embedding> expected = embed(processor, "fp32", compared).embeddings();
                double peer = row(engine, "fp32", length, texts, expected, Double.NaN);
                row(engine, "fp16", length, texts, expected, peer);
            }
        }
    }

    /** Prints a row; returns its tokens per second. */
    private double row(
            EmbeddingEngine engine,
            String id,
            int length,
            List<String> texts,
            List<Embedding> expected,
            double peer)
            throws InterruptedException {
        List<Embedding> actual = embed(engine, id, texts).embeddings();
        DoubleSummaryStatistics cosines =
                IntStream.range(0, expected.size())
                        .mapToDouble(i -> Similarity.COSINE.score(expected.get(i), actual.get(i)))
                        .summaryStatistics();
        double rate = rate(engine, id, texts);
        System.out.printf(
                "%6d %5s %10.0f %9.1f %6s %9.6f %9.6f%n",
                length,
                id,
                rate,
                rate / length,
                Double.isNaN(peer) ? "" : "%.2f".formatted(rate / peer),
                cosines.getMin(),
                cosines.getAverage());
        return rate;
    }

    /** Tokens per second: those of all requests, until the last caller has its response. */
    private double rate(EmbeddingEngine engine, String id, List<String> texts)
            throws InterruptedException {
        long startNanos = System.nanoTime();
        long endNanos = startNanos + Duration.ofSeconds(seconds).toNanos();
        Callable<Long> caller =
                () -> {
                    long tokens = 0;
                    do {
                        tokens += embed(engine, id, texts).tokens();
                    } while (System.nanoTime() < endNanos);
                    return tokens;
                };
        try (var callers = Executors.newFixedThreadPool(CALLERS)) {
            long tokens =
                    callers
                            .invokeAll(Stream.generate(() -> caller).limit(CALLERS).toList())
                            .stream()
                            .mapToLong(answer -> answer.resultNow())
                            .sum();
            return tokens * 1e9 / (System.nanoTime() - startNanos);
        }
    }

    private static EmbedResult embed(EmbeddingEngine engine, String id, List<String> texts) {
        return engine.embed(EmbedRequest.passages(id, texts));
    }

    /** Texts of exactly this number of tokens, special tokens included. */
    private List<String> texts(int tokens) {
        Random random = new Random(tokens);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < Math.max(1, requestTokens / tokens); i++) {
            texts.add(
                    random.ints(tokens - SPECIAL_TOKENS, 0, WORDS.size())
                            .mapToObj(WORDS::get)
                            .collect(Collectors.joining(" ")));
        }
        return texts;
    }

    private static MicroBatchingEngine engine(
            String device, @Nullable Integer batchTokens, ModelProperties.Model... models) {
        return engine(
                new ModelProperties("fp32", List.of(models), FOLDER, Map.of()),
                device,
                batchTokens);
    }

    /** A warm engine without a cache of embeddings. */
    static MicroBatchingEngine engine(
            ModelProperties models, String device, @Nullable Integer batchTokens) {
        var properties =
                new EmbeddingProperties(
                        device,
                        null,
                        1,
                        batchTokens,
                        null,
                        Duration.ofMinutes(5),
                        1_024,
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(5),
                        DataSize.ofBytes(0));
        var reranker = new RerankerProperties("reranker", null, null, null, null);
        var engine =
                new EmbeddingConfiguration()
                        .embeddingEngine(
                                ConfiguredModels.begin(models, properties, reranker),
                                properties,
                                new SimpleMeterRegistry());
        engine.warmUp();
        return engine;
    }

    private ModelProperties.Model model(String id, Path onnx) {
        return new ModelProperties.Model(
                id,
                null,
                "file:" + onnx,
                "file:" + model.resolve("tokenizer.json"),
                pooling,
                true,
                null,
                null,
                null,
                null);
    }

    private Path linkedAlone() throws IOException {
        Path folder = Files.createTempDirectory(FOLDER.toAbsolutePath(), "fp32-");
        try (Stream<Path> files = Files.list(model)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = Objects.requireNonNull(file.getFileName()).toString();
                if (!name.contains("fp16")) {
                    Files.createSymbolicLink(folder.resolve(name), file);
                }
            }
        }
        return folder.resolve("model.onnx");
    }
}
