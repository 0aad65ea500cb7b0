package io.semblance.load;

import io.semblance.peer.ClosedLoop;

import java.util.Scanner;

/**
 * The measured performance of a contestant or of the service in a round.
 *
 * @param cpuNanos CPU time of its process for all texts
 * @param p50Nanos median time of a call; the other percentiles are of calls too
 */
public record Measurement(
        long texts,
        long tokens,
        double textsPerSecond,
        double tokensPerSecond,
        long cpuNanos,
        long p50Nanos,
        long p99Nanos,
        long p999Nanos) {

    /** Parses the answer of a contestant. */
    static Measurement parse(String answer) {
        try (Scanner n = new Scanner(answer)) {
            return new Measurement(
                    n.nextLong(),
                    n.nextLong(),
                    Double.parseDouble(n.next()),
                    Double.parseDouble(n.next()),
                    n.nextLong(),
                    n.nextLong(),
                    n.nextLong(),
                    n.nextLong());
        }
    }

    static Measurement of(ClosedLoop.Result result, long cpuNanos) {
        return new Measurement(
                result.texts(),
                result.tokens(),
                result.textsPerSecond(),
                result.tokensPerSecond(),
                cpuNanos,
                result.percentileNanos(0.5),
                result.percentileNanos(0.99),
                result.percentileNanos(0.999));
    }

    /** The 99th percentile of a call over its median. */
    double p99OverMedian() {
        return (double) p99Nanos / p50Nanos;
    }

    /** CPU time per text in milliseconds. */
    public double cpuMillisPerText() {
        return cpuNanos / 1e6 / texts;
    }

    /** CPU time per token in nanoseconds, which depends little on the choice of texts. */
    public double cpuNanosPerToken() {
        return (double) cpuNanos / tokens;
    }
}
