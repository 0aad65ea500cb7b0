package io.semblance.load;

import io.semblance.peer.ClosedLoop;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The work of the clients of a server.
 *
 * @param texts {@code long}, {@code short}, {@code mixed}, or the number of tokens of each text
 * @param clients number of clients, each with one request at a time
 * @param list number of texts in a request
 */
record HttpCase(String texts, int clients, int list) {

    private static final Pattern CASE =
            Pattern.compile("(long|short|mixed|[0-9]+)/([1-9][0-9]*)x([1-9][0-9]*)");

    private static final Figure THROUGHPUT =
            new Figure("texts/s", "%.1f", ClosedLoop.Result::textsPerSecond);
    private static final Figure MEDIAN =
            new Figure("median, ms", "%.1f", result -> result.percentileNanos(0.5) / 1e6);
    private static final Figure P99 =
            new Figure("p99, ms", "%.1f", result -> result.percentileNanos(0.99) / 1e6);
    private static final Figure TAIL =
            new Figure(
                    "p99 over median",
                    "%.2f",
                    r -> (double) r.percentileNanos(0.99) / r.percentileNanos(0.5));

    /** A figure of a round. */
    record Figure(String name, String format, ToDoubleFunction<ClosedLoop.Result> value) {}

    /** Parses {@code texts/CLIENTSxLIST}. */
    static HttpCase parse(String text) {
        Matcher parts = CASE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'%s' is not like short/64x1".formatted(text));
        }
        return new HttpCase(
                parts.group(1), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
    }

    /** The figures that matter for it. */
    List<Figure> figures() {
        if (list > 1) {
            return List.of(THROUGHPUT);
        }
        return clients > 1 ? List.of(THROUGHPUT, MEDIAN, P99, TAIL) : List.of(MEDIAN, P99);
    }

    @Override
    public String toString() {
        String kind = texts.matches("[0-9]+") ? texts + "-token" : texts;
        return "%d client%s, %s"
                .formatted(
                        clients,
                        clients == 1 ? "" : "s",
                        list > 1
                                ? "lists of %d %s texts".formatted(list, kind)
                                : "one %s text%s".formatted(kind, clients == 1 ? "" : " each"));
    }
}
