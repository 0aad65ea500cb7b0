package io.semblance.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs all queries of a dataset in one search mode. */
final class Evaluation {

    static final String HEADING =
            "%-8s %8s %10s %11s %7s %8s %8s"
                    .formatted(
                            "mode",
                            "nDCG@10",
                            "recall@10",
                            "recall@100",
                            "MRR@10",
                            "p50 ms",
                            "p99 ms");

    private static final int DEPTH = 100;

    private final EvaluatedCollection collection;
    private final BeirDataset data;
    private final String mode;
    private final boolean exact;
    private final int parallel;

    Evaluation(
            EvaluatedCollection collection,
            BeirDataset data,
            String mode,
            boolean exact,
            int parallel) {
        this.collection = collection;
        this.data = data;
        this.mode = mode;
        this.exact = exact;
        this.parallel = parallel;
    }

    private record Answer(List<String> ranking, Map<String, Integer> grades, double millis) {}

    /** Runs every query; returns the averages as a line for the table below {@link #HEADING}. */
    String run() {
        List<Answer> answers = answers();
        List<Double> millis = answers.stream().map(Answer::millis).sorted().toList();
        return String.format(
                Locale.ROOT,
                "%-8s %8.4f %10.4f %11.4f %7.4f %8.1f %8.1f",
                mode,
                average(answers, (ranking, grades) -> RankingMetrics.ndcg(ranking, grades, 10)),
                average(answers, (ranking, grades) -> RankingMetrics.recall(ranking, grades, 10)),
                average(
                        answers,
                        (ranking, grades) -> RankingMetrics.recall(ranking, grades, DEPTH)),
                average(
                        answers,
                        (ranking, grades) -> RankingMetrics.reciprocalRank(ranking, grades, 10)),
                millis.get(millis.size() / 2),
                millis.get((int) (millis.size() * 0.99)));
    }

    private List<Answer> answers() {
        try (var threads = Executors.newFixedThreadPool(parallel)) {
            List<Future<Answer>> futures = new ArrayList<>();
            data.queries().forEach((id, text) -> futures.add(threads.submit(() -> ask(id, text))));
            List<Answer> answers = new ArrayList<>(futures.size());
            try {
                for (Future<Answer> future : futures) {
                    answers.add(future.get());
                }
            } finally {
                threads.shutdownNow();
            }
            return answers;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CommandException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw CommandException.interrupted(e);
        }
    }

    private Answer ask(String id, String text) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("query", text);
        body.put("mode", mode);
        body.put("limit", DEPTH + 1);
        body.put("include", List.of());
        body.put("exact", exact);
        long startNanos = System.nanoTime();
        List<String> found = collection.search(body);
        double millis = (System.nanoTime() - startNanos) / 1e6;
        // As in BEIR: a query that is also a document must not find itself.
        List<String> ranking =
                found.stream().filter(document -> !document.equals(id)).limit(DEPTH).toList();
        return new Answer(ranking, Objects.requireNonNull(data.judgements().get(id)), millis);
    }

    private interface Metric {
        double of(List<String> ranking, Map<String, Integer> grades);
    }

    private static double average(List<Answer> answers, Metric metric) {
        return answers.stream()
                .mapToDouble(answer -> metric.of(answer.ranking(), answer.grades()))
                .average()
                .orElseThrow();
    }
}
