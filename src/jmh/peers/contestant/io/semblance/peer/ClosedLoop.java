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
 * Callers that each call again as soon as they have an answer. The window opens when each caller
 * has had one answer: until then the queues fill, and the first answers arrive sooner than later
 * ones. A call that is partly outside of the window counts for throughput with its share inside:
 * otherwise a contestant with long lists would be measured while the CPU is idle at the end. The
 * shares at both edges balance each other, independent of the order in which callers are served.
 */
public final class ClosedLoop {

    private ClosedLoop() {}

    /** One call. */
    @FunctionalInterface
    public interface Call {

        /** Makes the call of a caller with this number, from 0. */
        Done make(int caller, int number) throws Exception;
    }

    /** The work of a call. */
    public record Done(int texts, long tokens) {}

    /**
     * The work of all callers.
     *
     * @param texts texts of all calls, including those before the window; the same applies to the
     *     tokens
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

    /**
     * Runs the callers: each makes one call before the window, and starts its last call before the
     * window ends. After a failed call no caller starts another one.
     *
     * @throws java.util.concurrent.ExecutionException if a call fails
     */
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
            Done done = make(call, caller, calls.size(), window);
            long toNanos = System.nanoTime();
            if (calls.isEmpty()) {
                window.firstAnswer(toNanos);
            }
            calls.add(new Made(fromNanos, toNanos, done));
            fromNanos = toNanos;
        }
        return calls;
    }

    private static Done make(Call call, int caller, int number, Window window) throws Exception {
        boolean made = false;
        try {
            Done done = call.make(caller, number);
            made = true;
            return done;
        } finally {
            if (!made) {
                window.failed = true;
            }
        }
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

    /** A call with its times. */
    private record Made(long fromNanos, long toNanos, Done done) {

        /** The share of the call that is inside the window. */
        double share(Window window) {
            long from = Math.max(fromNanos, window.startNanos);
            long to = Math.min(toNanos, window.startNanos + window.nanos);
            return Math.max(0, to - from) / (double) (toNanos - fromNanos);
        }
    }

    /** The measured window, which opens with the last caller's first answer. */
    private static final class Window {

        private final AtomicInteger waited;
        private final long nanos;
        private volatile boolean open;
        private volatile boolean failed;
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
            return failed || (open && nowNanos - startNanos >= nanos);
        }
    }
}
