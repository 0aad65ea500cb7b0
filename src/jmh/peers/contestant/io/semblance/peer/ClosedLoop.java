package io.semblance.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Callers, each of whom calls again as soon as there is an answer. The window opens once each has
 * had one: until then the queues fill, and the first answers come sooner than any later. A call
 * that reaches over the window's edge counts for throughput with its share within: else whoever has
 * long lists would be measured with processors that idle at the end. Shares at both edges make up
 * for each other, whichever of the callers is served first.
 */
public final class ClosedLoop {

    private ClosedLoop() {}

    /** One call. */
    @FunctionalInterface
    public interface Call {

        /** Makes the call number so many, from 0, of a caller. */
        Done make(int caller, int number) throws Exception;
    }

    /** What a call got done. */
    public record Done(int texts, long tokens) {}

    /**
     * What all of them got done.
     *
     * @param texts of all calls, those before the window too; as are the tokens
     * @param textsPerSecond within the window
     * @param tokensPerSecond within the window
     * @param nanos of each call that lies in the window, if only partly; ascending
     */
    public record Result(
            long texts,
            long tokens,
            double textsPerSecond,
            double tokensPerSecond,
            List<Long> nanos) {

        /** The time that this share of the calls did not exceed. */
        public long percentileNanos(double share) {
            return nanos.get(Math.max(0, (int) Math.ceil(share * nanos.size()) - 1));
        }
    }

    /** Each caller makes one call before the window, and begins its last before the window ends. */
    public static Result run(int callers, long windowNanos, Call call) throws Exception {
        Window window = new Window(callers, windowNanos);
        List<Callable<List<Made>>> work = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int caller = i;
            work.add(() -> run(caller, call, window));
        }
        List<Made> all = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            for (Future<List<Made>> made : threads.invokeAll(work)) {
                all.addAll(made.get());
            }
        } finally {
            threads.shutdown();
        }
        return result(all, window);
    }

    private static List<Made> run(int caller, Call call, Window window) throws Exception {
        List<Made> calls = new ArrayList<>();
        long fromNanos = System.nanoTime();
        while (!window.isOver(fromNanos)) {
            Done done = call.make(caller, calls.size());
            long toNanos = System.nanoTime();
            if (calls.isEmpty()) {
                window.firstAnswer(toNanos);
            }
            calls.add(new Made(fromNanos, toNanos, done));
            fromNanos = toNanos;
        }
        return calls;
    }

    private static Result result(List<Made> calls, Window window) {
        double seconds = window.nanos / 1e9;
        return new Result(
                calls.stream().mapToLong(made -> made.done().texts()).sum(),
                calls.stream().mapToLong(made -> made.done().tokens()).sum(),
                calls.stream().mapToDouble(m -> m.share(window) * m.done().texts()).sum() / seconds,
                calls.stream().mapToDouble(m -> m.share(window) * m.done().tokens()).sum()
                        / seconds,
                calls.stream()
                        .filter(made -> made.share(window) > 0)
                        .map(made -> made.toNanos() - made.fromNanos())
                        .sorted()
                        .collect(Collectors.toList()));
    }

    /** A call that was made. */
    private record Made(long fromNanos, long toNanos, Done done) {

        /** How much of it lies within the window. */
        double share(Window window) {
            long from = Math.max(fromNanos, window.startNanos);
            long to = Math.min(toNanos, window.startNanos + window.nanos);
            return Math.max(0, to - from) / (double) (toNanos - fromNanos);
        }
    }

    /** What is measured; it opens with the last caller's first answer. */
    private static final class Window {

        private final AtomicInteger waited;
        private final long nanos;
        private volatile boolean open;
        private volatile long startNanos;

        Window(int callers, long nanos) {
            this.waited = new AtomicInteger(callers);
            this.nanos = nanos;
        }

        void firstAnswer(long nowNanos) {
            if (waited.decrementAndGet() == 0) {
                startNanos = nowNanos;
                open = true;
            }
        }

        boolean isOver(long nowNanos) {
            return open && nowNanos - startNanos >= nanos;
        }
    }
}
