package io.semblance.load;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The result of several rounds: the median and the range. */
public record Rounds(double median, double min, double max) {

    /** The result of at least one value. */
    public static Rounds of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Rounds(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    /** The result of one value of each round. */
    static <T> Rounds of(List<T> rounds, ToDoubleFunction<T> value) {
        return of(rounds.stream().mapToDouble(value).toArray());
    }

    /** The median and the range, each in this format. */
    public String by(String format) {
        return "%s (%s..%s)"
                .formatted(format.formatted(median), format.formatted(min), format.formatted(max));
    }
}
