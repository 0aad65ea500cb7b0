package io.semblance.load;

import java.util.Arrays;

/**
 * What a contestant or a service got done in a round.
 *
 * @param cpuNanos processor time of its process
 * @param p50Nanos of a call, as are the others
 */
public record Measurement(
        long texts,
        long tokens,
        long nanos,
        long cpuNanos,
        long p50Nanos,
        long p99Nanos,
        long p999Nanos) {

    /** What a contestant answers. */
    static Measurement parse(String answer) {
        long[] n = Arrays.stream(answer.split(" ")).mapToLong(Long::parseLong).toArray();
        return new Measurement(n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
    }

    /** Texts a second. */
    public double textsPerSecond() {
        return texts * 1e9 / nanos;
    }

    /** Tokens a second. */
    public double tokensPerSecond() {
        return tokens * 1e9 / nanos;
    }

    /** Milliseconds of processor time a text. */
    public double cpuMillisPerText() {
        return cpuNanos / 1e6 / texts;
    }

    /** Seconds of processor time a million tokens: it does not depend on which texts it met. */
    public double cpuSecondsPerMillionTokens() {
        return cpuNanos / 1e3 / tokens;
    }
}
