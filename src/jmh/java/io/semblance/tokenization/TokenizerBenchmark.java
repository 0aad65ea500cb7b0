package io.semblance.tokenization;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Time and allocated bytes per text to convert it to input ids: one text at a time, as for a query,
 * and in a list of 32, as for bulk work.
 *
 * <pre>
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=org.openjdk.jmh.Main \
 *     -Dbenchmark.arguments="TokenizerBenchmark -prof gc"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenizerBenchmark {

    private static final int LIST = 32;
    private static final String SENTENCE =
            "The committee's report on renewable energy, published in March 2019, found that"
                    + " decentralised storage reduces transmission losses by a fifth.";

    /** Sentences of a text; each has about 26 tokens. */
    @Param({"1", "12"})
    public int sentences;

    private Tokenizer tokenizer = load();
    private List<String> texts = List.of();

    private static Tokenizer load() {
        try (InputStream json =
                Objects.requireNonNull(
                        TokenizerBenchmark.class.getResourceAsStream(
                                "/bge-small-en-v1.5-tokenizer.json"))) {
            Path file = Files.createTempFile("tokenizer", ".json");
            Files.write(file, json.readAllBytes());
            Tokenizer tokenizer = Tokenizer.load(file);
            Files.delete(file);
            return tokenizer;
        } catch (IOException e) {
            throw new IllegalStateException("the tokenizer cannot be unpacked", e);
        }
    }

    /** Creates the texts, which are all different. */
    @Setup
    public void setUp() {
        texts =
                IntStream.range(0, LIST)
                        .mapToObj(i -> i + (" " + SENTENCE).repeat(sentences))
                        .toList();
    }

    /** Frees the tokenizer. */
    @TearDown
    public void tearDown() {
        tokenizer.close();
    }

    /** Encodes a query. */
    @Benchmark
    public Encoding one() {
        return tokenizer.encode(texts.getFirst());
    }

    /** Encodes a list. */
    @Benchmark
    @OperationsPerInvocation(LIST)
    public List<Encoding> list() {
        return tokenizer.encode(texts);
    }
}
