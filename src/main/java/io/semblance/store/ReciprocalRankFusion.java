package io.semblance.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Joins ranked lists by {@link Fusion}: for stores that do it in Java. */
public final class ReciprocalRankFusion {

    private ReciprocalRankFusion() {}

    /**
     * A fused entry.
     *
     * @param score the sum of {@code 1 / (k + rank)}
     */
    public record Fused<T>(T item, double score) {}

    /**
     * Fuses lists, each best first and without repetition; equal items are one.
     *
     * @param ties orders items of the same score
     * @return all items, best first
     */
    public static <T> List<Fused<T>> fuse(int k, List<List<T>> lists, Comparator<T> ties) {
        Map<T, Double> scores = new HashMap<>();
        for (List<T> list : lists) {
            for (int i = 0; i < list.size(); i++) {
                scores.merge(list.get(i), 1.0 / (k + i + 1), Double::sum);
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
