package io.semblance.load;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What several rounds gave: the median, and from where to where. */
public record Rounds(double median, double min, double max) {

    /** At least one value. */
    public static Rounds of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Rounds(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    /** Of this value of each round. */
    static <T> Rounds of(List<T> rounds, ToDoubleFunction<T> value) {
        return of(rounds.stream().mapToDouble(value).toArray());
    }

    /** All three, each by this format. */
    public String by(String format) {
        return "%s (%s..%s)"
                .formatted(format.formatted(median), format.formatted(min), format.formatted(max));
    }
}
