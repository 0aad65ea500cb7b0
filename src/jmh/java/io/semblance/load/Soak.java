package io.semblance.load;

import io.semblance.embedding.engine.PeerModel;
import io.semblance.peer.ClosedLoop;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;

/**
 * Full load for a long time, with long and short texts, single and in lists: the growth of the
 * service's resident memory after a settling time, and the part of it that is not the Java heap.
 *
 * <pre>
 * mvn -q -DskipTests package
 * mvn -q -Pbenchmark test-compile exec:exec@benchmark -Dbenchmark=io.semblance.load.Soak \
 *     -Dbenchmark.arguments="jar=target/semblance-0.1.0-SNAPSHOT-exec.jar long=corpus.jsonl short=corpus.jsonl.gz"
 * </pre>
 *
 * <p>More arguments: {@code seconds=1800}, {@code settle=300} seconds after which growth counts,
 * {@code callers=8}, {@code cache-size=64MB}, {@code model=bge-small-en-v1.5}.
 */
public final class Soak {

    private static final Path FOLDER = Path.of("target/benchmark").toAbsolutePath();
    private static final int SAMPLE_SECONDS = 10;

    /**
     * The samples of a minute are combined, so that a garbage collection does not look like growth.
     */
    private static final int TOGETHER = 6;

    private final Arguments arguments;
    private final List<HttpRequest> requests = new ArrayList<>();

    private Soak(Arguments arguments) throws IOException {
        this.arguments = arguments;
        PeerModel.unpackNatives(FOLDER);
        Corpora corpora = new Corpora(arguments, PeerModel.of("bge-small-en-v1.5", FOLDER), FOLDER);
        List<Texts.Text> mixed = corpora.texts("mixed");
        int from = 0;
        while (from + 32 + 8 + 1 <= mixed.size()) {
            for (int list : new int[] {32, 1, 8}) {
                requests.add(HttpRequest.embed(mixed.subList(from, from + list)));
                from += list;
            }
        }
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        new Soak(
                        new Arguments(
                                arguments,
                                "jar",
                                "long",
                                "short",
                                "seconds",
                                "settle",
                                "callers",
                                "cache-size",
                                "model"))
                .run();
    }

    /** Kilobytes. */
    private record Sample(long seconds, long resident, long heap, long rest) {}

    private void run() throws Exception {
        try (var service =
                        new ServiceUnderLoad(
                                arguments.path("jar"),
                                FOLDER,
                                List.of(
                                        "--semblance.model="
                                                + arguments.text("model", "bge-small-en-v1.5"),
                                        "--semblance.embedding.cache-size="
                                                + arguments.text("cache-size", "64MB")));
                var threads = Executors.newSingleThreadExecutor()) {
            Duration duration = arguments.seconds("seconds", 1_800);
            Future<ClosedLoop.Result> load =
                    threads.submit(() ->
                            EmbedRequests.drive(
                                    service.port(),
                                    arguments.number("callers", 8),
                                    requests,
                                    duration));
            List<Sample> samples = new ArrayList<>();
            long startNanos = System.nanoTime();
            while (!ended(load)) {
                samples.add(sample(service, System.nanoTime() - startNanos));
                System.out.println(samples.getLast());
            }
            System.out.printf(
                    "%.1f texts/s, %.0f tokens/s%n",
                    load.get().textsPerSecond(), load.get().tokensPerSecond());
            report(samples);
        }
    }

    private static boolean ended(Future<ClosedLoop.Result> load) throws Exception {
        try {
            load.get(SAMPLE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static Sample sample(ServiceUnderLoad service, long nanos)
            throws IOException, InterruptedException {
        long resident = service.residentKilobytes();
        long heap = service.heapKilobytes();
        return new Sample(
                TimeUnit.NANOSECONDS.toSeconds(nanos),
                resident,
                heap,
                service.anonymousKilobytes() - heap);
    }

    private void report(List<Sample> samples) {
        long settle = arguments.number("settle", 300);
        List<Sample> settled = samples.stream().filter(s -> s.seconds() >= settle).toList();
        if (settled.size() < 2 * TOGETHER) {
            System.out.printf(
                    "%d samples after %d s are too few to determine growth%n",
                    settled.size(), settle);
            return;
        }
        report("resident", settled, Sample::resident, ", target 3 %");
        report("Java heap, committed", settled, Sample::heap, "");
        report("anonymous memory outside it", settled, Sample::rest, "");
    }

    private static void report(
            String what, List<Sample> settled, ToLongFunction<Sample> value, String target) {
        double first = mean(settled.subList(0, TOGETHER), value);
        double last = mean(settled.subList(settled.size() - TOGETHER, settled.size()), value);
        System.out.printf(
                "%s: %.1f MB, at the end %.1f MB, growth %.2f %%%s%n",
                what, first / 1_024, last / 1_024, (last / first - 1) * 100, target);
    }

    private static double mean(List<Sample> samples, ToLongFunction<Sample> value) {
        return samples.stream().mapToLong(value).average().orElseThrow();
    }
}
