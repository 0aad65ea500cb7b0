package io.semblance.web.embed;

import io.semblance.Semblance;
import io.semblance.value.Embedding;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Time and allocated bytes per text to write the response of {@code /embed}, 32 vectors of 384
 * floats, as JSON with the service's converter. The output is discarded.
 *
 * <pre>
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=org.openjdk.jmh.Main \
 *     -Dbenchmark.arguments="EmbedResponseBenchmark -prof gc"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EmbedResponseBenchmark {

    private static final int LIST = 32;
    private static final int DIMENSION = 384;

    private final ConfigurableApplicationContext service =
            new SpringApplicationBuilder(Semblance.class)
                    .run("--server.port=0", "--semblance.data-dir=target/benchmark/jmh-data");
    private final HttpMessageConverter<Object> converter = converter(service);
    private final List<Embedding> embeddings = embeddings();

    @SuppressWarnings("unchecked")
    private static HttpMessageConverter<Object> converter(ConfigurableApplicationContext service) {
        return (HttpMessageConverter<Object>)
                service.getBean(RequestMappingHandlerAdapter.class).getMessageConverters().stream()
                        .filter(candidate ->
                                candidate.canWrite(List.class, MediaType.APPLICATION_JSON))
                        .findFirst()
                        .orElseThrow();
    }

    private static List<Embedding> embeddings() {
        Random random = new Random(1);
        return IntStream.range(0, LIST)
                .mapToObj(_ -> {
                    float[] components = new float[DIMENSION];
                    for (int i = 0; i < DIMENSION; i++) {
                        components[i] = (float) random.nextGaussian();
                    }
                    return Embedding.of(components).normalized();
                })
                .toList();
    }

    /** Stops the service. */
    @TearDown
    public void tearDown() {
        service.close();
    }

    /** Writes the response. */
    @Benchmark
    @OperationsPerInvocation(LIST)
    public void write() throws IOException {
        converter.write(
                embeddings.stream()
                        .map(embedding -> new EmbeddingJson(embedding, OutputType.FLOAT, false))
                        .toList(),
                MediaType.APPLICATION_JSON,
                new Nowhere());
    }

    private static final class Nowhere implements HttpOutputMessage {

        private final HttpHeaders headers = new HttpHeaders();

        @Override
        public OutputStream getBody() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }
    }
}
