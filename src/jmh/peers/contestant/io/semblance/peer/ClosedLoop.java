package io.semblance.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Callers, each of whom calls again as soon as there is an answer. A call that outlasts the window
 * counts for throughput with its share within: else whoever has long lists would be measured with
 * processors that idle at the end.
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
     * @param texts of all calls, as are the tokens
     * @param textsPerSecond within the window
     * @param tokensPerSecond within the window
     * @param nanos of each call, ascending
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

    /** Each caller makes at least one call, and the last before the window ends. */
    public static Result run(int callers, long windowNanos, Call call) throws Exception {
        List<Callable<Caller>> work = new ArrayList<>();
        long startNanos = System.nanoTime();
        for (int i = 0; i < callers; i++) {
            Caller caller = new Caller(i, startNanos, windowNanos);
            work.add(() -> caller.run(call));
        }
        Caller all = new Caller(0, startNanos, windowNanos);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            for (Future<Caller> one : threads.invokeAll(work)) {
                all.add(one.get());
            }
        } finally {
            threads.shutdown();
        }
        return all.result();
    }

    private static final class Caller {

        private final int number;
        private final long startNanos;
        private final long windowNanos;
        private final List<Long> nanos = new ArrayList<>();
        private long texts;
        private long tokens;
        private double textsWithin;
        private double tokensWithin;

        Caller(int number, long startNanos, long windowNanos) {
            this.number = number;
            this.startNanos = startNanos;
            this.windowNanos = windowNanos;
        }

        Caller run(Call call) throws Exception {
            long fromNanos = System.nanoTime() - startNanos;
            do {
                Done done = call.make(number, nanos.size());
                long toNanos = System.nanoTime() - startNanos;
                double within =
                        (double) (Math.min(toNanos, windowNanos) - Math.min(fromNanos, windowNanos))
                                / (toNanos - fromNanos);
                nanos.add(toNanos - fromNanos);
                texts += done.texts();
                tokens += done.tokens();
                textsWithin += done.texts() * within;
                tokensWithin += done.tokens() * within;
                fromNanos = toNanos;
            } while (fromNanos < windowNanos);
            return this;
        }

        void add(Caller other) {
            nanos.addAll(other.nanos);
            texts += other.texts;
            tokens += other.tokens;
            textsWithin += other.textsWithin;
            tokensWithin += other.tokensWithin;
        }

        Result result() {
            nanos.sort(null);
            return new Result(
                    texts,
                    tokens,
                    textsWithin * 1e9 / windowNanos,
                    tokensWithin * 1e9 / windowNanos,
                    nanos);
        }
    }
}
