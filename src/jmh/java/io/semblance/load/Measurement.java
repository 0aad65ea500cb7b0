package io.semblance.load;

import io.semblance.peer.ClosedLoop;

import java.util.Scanner;

/**
 * What a contestant or a service got done in a round.
 *
 * @param cpuNanos processor time of its process, for all the texts
 * @param p50Nanos of a call, as are the others
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

    /** What a contestant answers. */
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

    /** Milliseconds of processor time a text. */
    public double cpuMillisPerText() {
        return cpuNanos / 1e6 / texts;
    }

    /** Nanoseconds of processor time a token: it hardly depends on which texts it met. */
    public double cpuNanosPerToken() {
        return (double) cpuNanos / tokens;
    }
}
