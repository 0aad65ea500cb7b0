package io.semblance.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Fuses ranked lists in Java as {@link Fusion} defines, for stores whose database does not do it.
 */
public final class ReciprocalRankFusion {

    private ReciprocalRankFusion() {}

    /**
     * A fused entry.
     *
     * @param score as {@link Fusion} defines it
     */
    public record Fused<T>(T item, double score) {}

    /**
     * Fuses lists, each best first and without duplicates; equal items of different lists are one
     * item.
     *
     * @param ties the order of items with equal scores
     * @return all items, best first
     */
    public static <T> List<Fused<T>> fuse(Fusion fusion, List<List<T>> lists, Comparator<T> ties) {
        Map<T, Integer> bestRanks = new HashMap<>();
        for (List<T> list : lists) {
            for (int i = 0; i < list.size(); i++) {
                bestRanks.merge(list.get(i), i + 1, Math::min);
            }
        }
        Map<T, Double> scores = new HashMap<>();
        for (List<T> list : lists) {
            for (int i = 0; i < list.size(); i++) {
                T item = list.get(i);
                List<Integer> steps = fusion.steps(Objects.requireNonNull(bestRanks.get(item)));
                if (i < steps.getLast()) {
                    double score = 1.0 / (fusion.k() + i + 1);
                    scores.merge(item, Math.scalb(score, 1 - steps.size()), Double::sum);
                }
            }
        }
        List<Fused<T>> fused = new ArrayList<>(scores.size());
        scores.forEach((item, score) -> fused.add(new Fused<>(item, score)));
        fused.sort(
                Comparator.comparingDouble((Fused<T> entry) -> -entry.score())
                        .thenComparing(Fused::item, ties));
        return fused;
    }
}
